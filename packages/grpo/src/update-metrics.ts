import { z } from 'zod';
import { meanAndDeviation } from './advantages.js';
import type { Credit } from './credit.js';
import type { Group, GroupRollout } from './group.js';

/** One line of `metrics.jsonl`. */
export const updateMetricsSchema = z.object({
  /** 1-based. */
  update: z.number().int().positive(),
  groups: z.number().int().nonnegative(),
  rollouts: z.number().int().nonnegative(),
  decisions: z.number().int().nonnegative(),
  /** Means over all rollouts of the update, dropped groups included. */
  reward: z.number(),
  /**
   * Mean process score S_i, or with credit `step` mean sum of step rewards, over the rollouts that have one; absent where
   * none has.
   */
  process: z.number().optional(),
  accuracy: z.number(),
  costShare: z.number(),
  /** Share of decisions for the last action: the dearest model. */
  largeShare: z.number(),
  /** Groups whose rewards R_i are all equal: the outcome gives no gradient. */
  zeroVarianceShare: z.number(),
  /** Groups without a correct rollout: only cheapness is rewarded in them. */
  allWrongShare: z.number(),
  /** Groups left out of the update. */
  droppedShare: z.number(),
  loss: z.number(),
  entropy: z.number(),
  kl: z.number(),
  clippedShare: z.number(),
  gradientNorm: z.number(),
  learningRate: z.number(),
  /** Of `ppo`: ½·mean (V − target)², mean over the gradient steps. */
  valueLoss: z.number().optional(),
  /**
   * Of `ppo`: share of the variance of the returns that the critic explained before the update, ≤ 1; absent where all
   * returns were equal.
   */
  explainedVariance: z.number().optional(),
});
export type UpdateMetrics = z.infer<typeof updateMetricsSchema>;

export type GroupFigures = Pick<
  UpdateMetrics,
  | 'groups'
  | 'rollouts'
  | 'decisions'
  | 'reward'
  | 'process'
  | 'accuracy'
  | 'costShare'
  | 'largeShare'
  | 'zeroVarianceShare'
  | 'allWrongShare'
>;

/**
 * What the rollouts of one update say, before anything is dropped.
 *
 * @param actions number of actions; the last is the dearest model
 * @param credit which process reward is reported, default `trajectory`
 */
export function groupFigures(
  groups: readonly Group[],
  actions: number,
  credit: Credit = 'trajectory',
): GroupFigures {
  const rollouts = groups.flatMap((group) => group.rollouts);
  const decisions = rollouts.flatMap((rollout) => rollout.decisions);
  const mean = (values: readonly number[]): number =>
    values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
  const process = rollouts.flatMap((rollout) => processOf(rollout, credit) ?? []);
  const share = (test: (group: Group) => boolean): number =>
    mean(groups.map((group) => (test(group) ? 1 : 0)));
  return {
    groups: groups.length,
    rollouts: rollouts.length,
    decisions: decisions.length,
    reward: mean(rollouts.map((rollout) => rollout.reward)),
    ...(process.length === 0 ? {} : { process: mean(process) }),
    accuracy: mean(rollouts.map((rollout) => (rollout.correct ? 1 : 0))),
    costShare: mean(rollouts.map((rollout) => rollout.costShare)),
    largeShare: mean(decisions.map((decision) => (decision.action === actions - 1 ? 1 : 0))),
    zeroVarianceShare: share(
      (group) => meanAndDeviation(group.rollouts.map((rollout) => rollout.reward)).deviation === 0,
    ),
    allWrongShare: share((group) => group.rollouts.every((rollout) => !rollout.correct)),
  };
}

/** S_i, or the sum of the step rewards that are known; undefined where none is. */
function processOf({ process, decisions }: GroupRollout, credit: Credit): number | undefined {
  if (credit === 'trajectory') return process;
  const rewards = decisions.flatMap(({ processReward }) => processReward ?? []);
  return rewards.length === 0 ? undefined : rewards.reduce((sum, value) => sum + value, 0);
}

/**
 * Has the policy collapsed to one model? True when, for the last `window` updates, the share of the dearest
 * model was below `margin` or above 1 − `margin` throughout (docs/method.md § 9: the default outcome).
 */
export function hasCollapsed(metrics: readonly UpdateMetrics[], window = 5, margin = 0.02): boolean {
  if (metrics.length < window) return false;
  const recent = metrics.slice(-window).map((entry) => entry.largeShare);
  return recent.every((share) => share < margin) || recent.every((share) => share > 1 - margin);
}
