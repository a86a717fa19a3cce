import { groupAdvantages } from './advantages.js';
import type { Aggregation } from './aggregation.js';
import { checkRewards } from './check-group.js';
import type { Group } from './group.js';
import { missingProcess } from './missing-process.js';
import { type GroupVariant, variantRules } from './variant.js';

export interface RolloutAdvantageOptions {
  variant: GroupVariant;
  aggregation: Aggregation;
  /** β ≥ 0; with 0 the process scores are not looked at. */
  processWeight: number;
}

/**
 * One advantage per rollout (credit `trajectory`). With norm = the variant's baseline and deviation:
 *
 *   summed         A = norm(R + β·S)
 *   decoupled      A = norm(R) + β·norm(S); the same as summed where the variant divides by no deviation
 *   outcome-gated  A = norm(R + β·1[correct]·S)
 *
 * @returns in the order of the rollouts
 * @throws ValidationError where a reward is not finite, or a score that counts is missing
 */
export function rolloutAdvantages(
  group: Group,
  { variant, aggregation, processWeight }: RolloutAdvantageOptions,
): number[] {
  checkRewards(group);
  const rule = variantRules[variant];
  const rewards = group.rollouts.map((rollout) => rollout.reward);
  if (processWeight === 0) return groupAdvantages(rewards, rule);
  const scores = group.rollouts.map(({ correct, process }) => {
    if (aggregation === 'outcome-gated' && !correct) return 0;
    if (process === undefined) throw missingProcess(group, '`process` in every rollout');
    return process;
  });
  const plusProcess = (values: readonly number[], process: readonly number[]): number[] =>
    values.map((value, i) => value + processWeight * (process[i] as number));
  return aggregation === 'decoupled'
    ? plusProcess(groupAdvantages(rewards, rule), groupAdvantages(scores, rule))
    : groupAdvantages(plusProcess(rewards, scores), rule);
}
