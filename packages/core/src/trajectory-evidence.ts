import { QueryMaps } from './query-map.js';
import type { StepView } from './step.js';
import type { TrajectoryView } from './trajectory-view.js';

/** One step as criteria measure it. */
export interface StepEvidence {
  /** Position of its writer in the pool: 0 the cheapest, `models − 1` the dearest. */
  writer: number;
  byCheapest: boolean;
  byDearest: boolean;
  /** Nats; undefined where the server gave no log-probabilities. */
  meanEntropy: number | undefined;
  maxEntropy: number | undefined;
  minLogProbability: number | undefined;
  /** Segment (line or sentence) of the query that the step works on, 0-based (`QueryMap`). */
  segment: number;
  /** Generated tokens, rejected drafts not counted. */
  tokens: number;
  /** Whether the writer wrote something else than the draft that it replaced; undefined where no draft was rejected. */
  replaced: boolean | undefined;
}

/** What can be measured on a trajectory without its outcome; criteria and judges read nothing else of it. */
export interface TrajectoryEvidence {
  steps: readonly StepEvidence[];
  /** Segments of the query. */
  segments: number;
  /** Models in the pool, ≥ 1. */
  models: number;
  /** Cost of all generated tokens relative to the dearest model writing as many, range (0, 1] for trajectories without drafts. */
  costShare: number;
  /** Steps whose writer is not that of the step before. */
  switches: number;
  /** Whether it ended in a final answer, right or not. */
  answered: boolean;
}

const maps = new QueryMaps();

/** Measures a trajectory. */
export function trajectoryEvidence({ query, models, steps, finish }: TrajectoryView): TrajectoryEvidence {
  const map = maps.get(query.prompt);
  const cost = (id: string): number => models.find((model) => model.id === id)?.relativeCost ?? 1;
  let spent = 0;
  let tokens = 0;
  let switches = 0;
  const evidence = steps.map((step, index): StepEvidence => {
    const writer = models.findIndex((model) => model.id === step.model);
    tokens += step.usage.generatedTokens;
    for (const { model, generatedTokens } of [step.usage, ...step.overhead])
      spent += cost(model) * generatedTokens;
    if (index > 0 && step.model !== (steps[index - 1] as StepView).model) switches += 1;
    return {
      writer,
      byCheapest: writer === 0,
      byDearest: writer === models.length - 1,
      meanEntropy: step.statistics?.meanEntropy,
      maxEntropy: step.statistics?.maxEntropy,
      minLogProbability: step.statistics?.minLogProbability,
      segment: map.place(steps.slice(0, index + 1)).segment,
      tokens: step.usage.generatedTokens,
      replaced: step.rejectedDraft === undefined ? undefined : step.rejectedDraft.text !== step.text,
    };
  });
  return {
    steps: evidence,
    segments: map.segments.length,
    models: models.length,
    costShare: tokens === 0 ? 0 : spent / tokens,
    switches,
    answered: finish === 'answered',
  };
}
