import { type Variant, variantRules } from './variant.js';

/**
 * Weight of each decision in the loss of a minibatch of n decisions in N rollouts of lengths |o_i|: 1/n (`grpo`,
 * `dapo`, `rloo`), 1/(N·|o_i|) (`gspo`: one term per rollout), or 1/(N·C) (`dr_grpo`).
 *
 * @param lengths decisions of each rollout, in order
 * @param constantLength C, in decisions
 */
export function decisionWeights(
  lengths: readonly number[],
  variant: Variant,
  constantLength: number,
): number[] {
  const { average } = variantRules[variant];
  const decisions = lengths.reduce((sum, length) => sum + length, 0);
  return lengths.flatMap((length) => {
    const divisor = {
      decisions,
      rollouts: lengths.length * length,
      constant: lengths.length * constantLength,
    }[average];
    return Array<number>(length).fill(1 / divisor);
  });
}
