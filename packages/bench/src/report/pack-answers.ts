import { deflateRawSync } from 'node:zlib';
import type { DecisionRecord, Step } from '@roro/core';
import { answerCost } from './answer-cost.js';
import type { ReportTrajectory } from './report-trajectory.js';

/** A step as the page shows it; what is unknown is left out. */
export interface PackedStep {
  text: string;
  /** Position in the models of its setting, −1 where it is none of them. */
  model: number;
  kind?: string;
  correct?: boolean;
  /** Mean and largest token entropy in nats. */
  entropy?: number;
  maxEntropy?: number;
  tokens: number;
  /** In the unit of the answer, drafts and probes included. */
  cost?: number;
  draft?: { model: string; text: string };
  /** Calls beside the step: model, purpose, tokens written, tokens read to value them. */
  paid?: [model: string, purpose: string, generated: number, scored: number][];
}

export interface PackedDecision {
  step: number;
  /** `assign`, `accept` or `regenerate`, with the model or the draft. */
  action: string;
  model?: string;
  draw?: number;
  probabilities?: number[];
  text?: string;
  score?: number;
  threshold?: number;
  flip?: string;
  failure?: string;
}

export interface PackedAnswer {
  id: string;
  /** Positions in `queries`, `settings` and `routers`. */
  query: number;
  setting: number;
  router: number;
  knob?: number;
  seed: number;
  sample: number;
  correct?: boolean;
  final?: string;
  finish: string;
  failure?: string;
  seconds: number;
  cost?: { unit: string; total: number; alone: (number | null)[] };
  steps: PackedStep[];
  decisions: PackedDecision[];
  judged?: {
    score?: number;
    /** Position of the text in `criteria`, probability, evidence. */
    criteria: [criterion: number, probability: number, evidence: string][];
    steps: number[];
  };
}

/** All answers of a report. What many share is said once. */
export interface PackedAnswers {
  settings: { setting: string; models: string[] }[];
  routers: string[];
  queries: { id: string; benchmark: string; prompt: string; answer?: string }[];
  criteria: string[];
  answers: PackedAnswer[];
}

/** Position of a value in a list that grows. */
class Interner<T> {
  readonly values: T[] = [];
  readonly #positions = new Map<string, number>();

  position(key: string, make: () => T): number {
    const known = this.#positions.get(key);
    if (known !== undefined) return known;
    this.#positions.set(key, this.values.length);
    return this.values.push(make()) - 1;
  }
}

/** Four significant digits: more than the page shows. */
function brief(value: number): number {
  return Number(value.toPrecision(4));
}

function packStep({ text, model, kind, correct, ...step }: Step, models: readonly string[]): PackedStep {
  const { statistics, usage, overhead, rejectedDraft } = step;
  return {
    text,
    model: models.indexOf(model),
    ...(kind === undefined ? {} : { kind }),
    ...(correct === undefined ? {} : { correct }),
    ...(statistics?.meanEntropy === undefined ? {} : { entropy: brief(statistics.meanEntropy) }),
    ...(statistics?.maxEntropy === undefined ? {} : { maxEntropy: brief(statistics.maxEntropy) }),
    tokens: usage.generatedTokens,
    ...(rejectedDraft === undefined ? {} : { draft: rejectedDraft }),
    ...(overhead.length === 0
      ? {}
      : {
          paid: overhead.map(({ model, purpose, generatedTokens, scoredTokens = 0 }) => [
            model,
            purpose,
            generatedTokens,
            scoredTokens,
          ]),
        }),
  };
}

function packDecision({
  stepIndex,
  action,
  probabilities,
  explanation,
  failure,
}: DecisionRecord): PackedDecision {
  const { text, score, threshold, flip } = explanation ?? {};
  return {
    step: stepIndex,
    action: action.type,
    ...('model' in action ? { model: action.model } : {}),
    ...('draw' in action && action.draw !== undefined ? { draw: action.draw } : {}),
    ...(probabilities === undefined ? {} : { probabilities: probabilities.map(brief) }),
    ...(text === undefined ? {} : { text }),
    ...(score === undefined ? {} : { score: brief(score) }),
    ...(threshold === undefined ? {} : { threshold: brief(threshold) }),
    ...(flip === undefined ? {} : { flip }),
    ...(failure === undefined ? {} : { failure }),
  };
}

/** What the page needs of its answers. */
export function packAnswers(items: readonly ReportTrajectory[]): PackedAnswers {
  const settings = new Interner<PackedAnswers['settings'][number]>();
  const routers = new Interner<string>();
  const queries = new Interner<PackedAnswers['queries'][number]>();
  const criteria = new Interner<string>();
  const answers = items.map((item): PackedAnswer => {
    const { setting, trajectory, judged } = item;
    const { id, query, router, seed, sample, correct, finalAnswer, finish, failure } = trajectory;
    const models = item.models.map((model) => model.id);
    const cost = answerCost(item);
    return {
      id,
      query: queries.position(JSON.stringify([query.benchmark, query.id, query.prompt]), () => ({
        id: query.id,
        benchmark: query.benchmark,
        prompt: query.prompt,
        ...(query.answer === undefined ? {} : { answer: query.answer }),
      })),
      setting: settings.position(JSON.stringify([setting, models]), () => ({ setting, models })),
      router: routers.position(router.id, () => router.id),
      ...(router.knob === undefined ? {} : { knob: router.knob }),
      seed,
      sample,
      ...(correct === undefined ? {} : { correct }),
      ...(finalAnswer === undefined ? {} : { final: finalAnswer }),
      finish,
      ...(failure === undefined ? {} : { failure }),
      seconds: brief(trajectory.cost.seconds),
      ...(cost === undefined
        ? {}
        : {
            cost: {
              unit: cost.unit,
              total: brief(cost.total),
              alone: cost.alone.map((value) => (value === undefined ? null : brief(value))),
            },
          }),
      steps: trajectory.steps.map((step, index) => {
        const own = cost?.steps[index];
        return { ...packStep(step, models), ...(own === undefined ? {} : { cost: brief(own) }) };
      }),
      decisions: trajectory.decisions.map(packDecision),
      ...(judged === undefined
        ? {}
        : {
            judged: {
              ...(judged.score === undefined ? {} : { score: brief(judged.score) }),
              criteria: judged.criteria.map(({ text, probability, evidence }) => [
                criteria.position(text, () => text),
                brief(probability),
                evidence,
              ]),
              steps: judged.steps.map(brief),
            },
          }),
    };
  });
  return {
    settings: settings.values,
    routers: routers.values,
    queries: queries.values,
    criteria: criteria.values,
    answers,
  };
}

/** JSON by `deflate-raw`, in base64: what the page decodes with `DecompressionStream`. No character of it ends an element. */
export function compressAnswers(packed: PackedAnswers): string {
  return deflateRawSync(JSON.stringify(packed)).toString('base64');
}
