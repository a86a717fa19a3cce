import {
  type Benchmark,
  ConfigurationError,
  type DecisionRecord,
  findModel,
  GenerationError,
  type ModelPool,
  priceUsage,
  type Query,
  Random,
  type Router,
  type RouterState,
  type Step,
  type StepView,
  type Trajectory,
  type TrajectoryFinish,
  type UsageEntry,
  ValidationError,
  viewQuery,
} from '@roro/core';
import { askRouter } from './ask-router.js';
import { BudgetMeter } from './budget.js';
import { throwIfAborted } from './call-model.js';
import type { EngineListener } from './engine-event.js';
import { type EngineOptions, type EngineSettings, resolveEngineSettings } from './engine-settings.js';
import type { StepCounts, StepStore } from './step-store.js';
import { StepWriter } from './step-writer.js';
import { routerReference, trajectoryId } from './trajectory-id.js';

/** What the engine needs of a benchmark: how answers are cut, and who grades them. */
export type AnswerGrader = Pick<Benchmark, 'format' | 'verifier' | 'stepVerifier'>;

/** One rollout of one query. */
export interface Rollout {
  query: Query;
  benchmark: AnswerGrader;
  router: Router;
  /** Seed of the run. */
  seed: number;
  /** Tells rollouts of one query apart, ≥ 0. */
  sample: number;
  /** Without one every step is generated anew. */
  store?: StepStore | undefined;
  signal?: AbortSignal | undefined;
  onEvent?: EngineListener | undefined;
}

export interface TrajectoryOptions extends Rollout, EngineOptions {
  pool: ModelPool;
}

/**
 * Answers one query step by step; before (`assign`) or after (`review`) every step the router decides which
 * model writes it. Never throws for what a model or a router does wrong: that is part of the record.
 *
 * The record is the same whatever runs beside it, except for `seconds`, the calls' own durations, which a
 * store replays too.
 *
 * @throws AbortError when the signal is aborted
 * @throws ConfigurationError, UnknownPriceError when the settings do not fit the pool
 * @throws StorageError when the store cannot write
 */
export async function runTrajectory(options: TrajectoryOptions): Promise<Trajectory> {
  const counts = { requested: 0, generated: 0 };
  return rollTrajectory(options, resolveEngineSettings(options.pool, options), counts);
}

/** `runTrajectory` with its settings already checked; counts the steps that it asks for. */
export async function rollTrajectory(
  rollout: Rollout,
  settings: EngineSettings,
  counts: Omit<StepCounts, 'saved'>,
): Promise<Trajectory> {
  const { query, benchmark, router, seed, sample, store, signal, onEvent } = rollout;
  const { pool, cheapest } = settings;
  const { format } = benchmark;
  if (format.delimiter === '') {
    throw new ConfigurationError({
      message: `The answer format of query "${query.id}" has an empty step delimiter.`,
      nextStep: 'Give the benchmark a delimiter, such as a line feed.',
    });
  }
  const reference = routerReference(router);
  const id = trajectoryId({
    query,
    router: reference,
    seed,
    sample,
    settings,
    delimiter: format.delimiter,
  });
  const queryView = viewQuery(query);
  const writer = new StepWriter({
    trajectoryId: id,
    query: queryView,
    format,
    settings,
    seed,
    sample,
    store,
    counts,
    signal,
    onEvent,
  });
  const meter = new BudgetMeter(settings.budget, pool.models, settings.costOptions);
  const ledger: UsageEntry[] = [];
  const steps: StepView[] = [];
  const decisions: DecisionRecord[] = [];

  function pay(entry: UsageEntry): void {
    ledger.push(entry);
    meter.add(entry);
  }

  async function decide(draft?: StepView): Promise<DecisionRecord> {
    const state: RouterState = {
      query: queryView,
      models: settings.routable,
      steps: steps.slice(),
      ...(draft === undefined ? {} : { draft }),
      budget: { maxSteps: settings.budget.maxSteps, spentShare: meter.spentShare(steps.length) },
      random: new Random('router', seed, query.id, sample, steps.length),
    };
    const asked = askRouter({ router, state, settings, signal });
    const decision = asked instanceof Promise ? await asked : asked;
    decisions.push(decision);
    onEvent?.({ type: 'decision', trajectoryId: id, decision });
    if (decision.failure !== undefined) {
      const message = decision.failure;
      onEvent?.({ type: 'failure', trajectoryId: id, source: 'router', message, final: false });
    }
    return decision;
  }

  async function assignStep(): Promise<StepView> {
    const { action } = await decide();
    const model = action.type === 'assign' ? findModel(pool, action.model) : settings.fallback;
    const step = await writer.draw(model, 'step');
    pay(step.usage);
    return step;
  }

  async function reviewStep(): Promise<StepView> {
    const draft = await writer.draw(cheapest, 'draft');
    const { action } = await decide(draft);
    if (action.type !== 'regenerate') {
      const step: StepView = { ...draft, usage: { ...draft.usage, purpose: 'step' } };
      pay(step.usage);
      return step;
    }
    pay(draft.usage);
    const model = findModel(pool, action.model);
    const step = await writer.draw(model, 'step', model === cheapest);
    pay(step.usage);
    return {
      ...step,
      overhead: [draft.usage],
      rejectedDraft: { model: draft.model, text: draft.text },
    };
  }

  onEvent?.({
    type: 'trajectory-start',
    trajectoryId: id,
    queryId: query.id,
    router: reference,
    sample,
  });
  let finish: TrajectoryFinish | undefined;
  let finalAnswer: string | undefined;
  let failure: string | undefined;
  while (finish === undefined) {
    finish = meter.exhausted(steps.length);
    if (finish !== undefined) break;
    throwIfAborted(signal);
    try {
      const step = router.mode === 'assign' ? await assignStep() : await reviewStep();
      writer.keep(step);
      steps.push(step);
      ({ finish, finalAnswer, failure } = endOf(step, benchmark));
    } catch (error) {
      if (!(GenerationError.isInstance(error) && error.code === 'GENERATION')) throw error;
      finish = 'failed';
      failure = error.message;
    }
  }
  if (finish === 'failed') {
    onEvent?.({
      type: 'failure',
      trajectoryId: id,
      source: 'model',
      message: failure ?? 'unknown',
      final: true,
    });
  }

  const correct =
    query.answer === undefined
      ? undefined
      : finalAnswer !== undefined && benchmark.verifier.verify(query, finalAnswer).correct;
  const trajectory: Trajectory = {
    version: 1,
    id,
    query,
    router: reference,
    seed,
    sample,
    steps: gradeSteps(query, steps, benchmark),
    decisions,
    ...(finalAnswer === undefined ? {} : { finalAnswer }),
    ...(correct === undefined ? {} : { correct }),
    finish,
    ...(failure === undefined ? {} : { failure }),
    cost: priceUsage(ledger, pool.models, settings.costOptions),
  };
  onEvent?.({ type: 'trajectory-end', trajectory });
  return trajectory;
}

interface StepEnd {
  finish: TrajectoryFinish | undefined;
  finalAnswer: string | undefined;
  failure: string | undefined;
}

/** Does this step end the trajectory, and how? `answered` always comes with a final answer. */
function endOf(step: StepView, { format }: AnswerGrader): StepEnd {
  const { unified, raw } = step.finish;
  if (unified === 'length') {
    return {
      finish: 'truncated',
      finalAnswer: undefined,
      failure: `Step ${step.index} of model "${step.model}" reached its limit of ${step.usage.generatedTokens} tokens.`,
    };
  }
  if (unified === 'error' || unified === 'other') {
    return {
      finish: 'failed',
      finalAnswer: undefined,
      failure: `Model "${step.model}" ended step ${step.index} with finish reason "${unified}"${raw === undefined ? '' : ` (${raw})`}.`,
    };
  }
  const finalAnswer = format.finalAnswer(step.text);
  if (finalAnswer !== undefined) return { finish: 'answered', finalAnswer, failure: undefined };
  if (unified === 'delimiter') return { finish: undefined, finalAnswer: undefined, failure: undefined };
  return {
    finish: 'truncated',
    finalAnswer: undefined,
    failure: `Model "${step.model}" ended the text at step ${step.index} without a final answer.`,
  };
}

function gradeSteps(query: Query, steps: readonly StepView[], { stepVerifier }: AnswerGrader): Step[] {
  if (stepVerifier === undefined) return [...steps];
  const verdicts = stepVerifier.verifySteps(
    query,
    steps.map((step) => step.text),
  );
  if (verdicts.length !== steps.length) {
    throw new ValidationError({
      message: `The step verifier gave ${verdicts.length} verdicts for ${steps.length} steps of query "${query.id}".`,
      nextStep: 'Correct the benchmark: one verdict a step, in order.',
    });
  }
  return steps.map((step, i) => {
    const { correct, kind } = verdicts[i] as (typeof verdicts)[number];
    return { ...step, correct, kind };
  });
}
