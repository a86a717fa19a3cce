import {
  type CostUnit,
  costIn,
  costUnitOf,
  type ModelPool,
  type Split,
  splitSchema,
  type Trajectory,
  ValidationError,
} from '@roro/core';
import { z } from 'zod';

/** The outcome of one routed answer: all that the metrics need, one JSONL record. */
export const outcomeRowSchema = z.object({
  setting: z.string().min(1),
  benchmark: z.string().min(1),
  split: splitSchema,
  router: z.string().min(1),
  /** Threshold, rate or λ; null for a router that is a single point. */
  knob: z.number().nullable(),
  seed: z.number().int(),
  queryId: z.string().min(1),
  correct: z.boolean(),
  /** In one unit throughout a file, ≥ 0. */
  cost: z.number().nonnegative(),
  /** Tokens that the dearest model generated, drafts and probes included. */
  largeTokens: z.number().int().nonnegative(),
  /** Tokens that all models generated. */
  tokens: z.number().int().nonnegative(),
  /** Model calls. */
  calls: z.number().int().nonnegative(),
});
export type OutcomeRow = z.infer<typeof outcomeRowSchema>;

export interface OutcomeContext {
  setting: string;
  split: Split;
  /** Name in the results, default the trajectory's router id. */
  router?: string;
  /** Default the trajectory's knob, null where it has none. */
  knob?: number | null;
  /** Default: that of the pool (`costUnitOf` of core). */
  costUnit?: CostUnit;
}

/**
 * What a trajectory contributes to the results. An answer that did not end (`finish` other than `answered`)
 * is wrong, whatever it cost.
 *
 * Throws ValidationError for an answered trajectory without a verdict (its query has no gold answer), and
 * UnknownPriceError where its cost is not known in `costUnit`.
 */
export function outcomeRow(trajectory: Trajectory, pool: ModelPool, context: OutcomeContext): OutcomeRow {
  const { query, router, cost } = trajectory;
  const answered = trajectory.finish === 'answered';
  if (answered && trajectory.correct === undefined) {
    throw new ValidationError({
      message: `Trajectory "${trajectory.id}" of query "${query.id}" was never graded.`,
      nextStep: 'Benchmark only queries that have a gold answer.',
    });
  }
  const largest = pool.models.at(-1)?.id;
  let tokens = 0;
  let largeTokens = 0;
  let calls = 0;
  for (const [model, count] of Object.entries(cost.tokens)) {
    tokens += count.generated;
    calls += count.calls;
    if (model === largest) largeTokens += count.generated;
  }
  return {
    setting: context.setting,
    benchmark: query.benchmark,
    split: context.split,
    router: context.router ?? router.id,
    knob: context.knob === undefined ? (router.knob ?? null) : context.knob,
    seed: trajectory.seed,
    queryId: query.id,
    correct: answered && trajectory.correct === true,
    cost: costIn(cost, context.costUnit ?? costUnitOf(pool)),
    largeTokens,
    tokens,
    calls,
  };
}
