import { groupAdvantages } from './advantages.js';
import type { Group, GroupRollout } from './group.js';
import { missingProcess } from './missing-process.js';
import { returnsToGo } from './returns-to-go.js';
import { type RolloutAdvantageOptions, rolloutAdvantages } from './rollout-advantages.js';
import { variantRules } from './variant.js';

export interface StepAdvantageOptions extends RolloutAdvantageOptions {
  /** γ in [0, 1]: 1 is the paper's form, 0 credits each decision with its own step alone. */
  discount: number;
}

/**
 * One advantage per decision (credit `step`; process form of GRPO, DeepSeekMath 2402.03300 § 4.1.3, plus the outcome):
 *
 *   A_{i,t} = A_i(R alone) + β·Σ_{j≥t} γ^{j−t}·r̃_{i,j}
 *
 * r̃ are the step rewards of the group, normalised together: minus their mean, divided by their unbiased deviation
 * + 1e-4 unless the variant divides by none. Step rewards are always normalised on their own, so `summed` is the same as
 * `decoupled` here; `outcome-gated` normalises those of correct rollouts and gives the others 0.
 *
 * @returns [rollout][decision]
 * @throws ValidationError where a reward is not finite, or a step reward that counts is missing
 */
export function stepAdvantages(
  group: Group,
  { variant, aggregation, processWeight, discount }: StepAdvantageOptions,
): number[][] {
  const outcomes = rolloutAdvantages(group, { variant, aggregation, processWeight: 0 });
  const counts = ({ correct }: GroupRollout): boolean =>
    processWeight > 0 && (correct || aggregation !== 'outcome-gated');
  const rewards = group.rollouts.filter(counts).flatMap(({ decisions }) =>
    decisions.map(({ processReward }) => {
      if (processReward === undefined) throw missingProcess(group, '`processReward` in every decision');
      return processReward;
    }),
  );
  const { divideByDeviation } = variantRules[variant];
  const normalised = groupAdvantages(rewards, { divideByDeviation });
  let read = 0;
  return group.rollouts.map((rollout, i) => {
    const outcome = outcomes[i] as number;
    if (!counts(rollout)) return rollout.decisions.map(() => outcome);
    const start = read;
    read += rollout.decisions.length;
    const returns = returnsToGo(normalised.slice(start, read), discount);
    return returns.map((value) => outcome + processWeight * value);
  });
}
