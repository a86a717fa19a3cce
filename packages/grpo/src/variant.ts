import type { AdvantageOptions } from './advantages.js';

/** Members of the GRPO family: their advantages compare the rollouts of a group. */
export const groupVariants = ['grpo', 'dr_grpo', 'dapo', 'gspo', 'rloo'] as const;
export type GroupVariant = (typeof groupVariants)[number];

/** The GRPO family, and `ppo`, whose advantages come from a critic. */
export const variants = [...groupVariants, 'ppo'] as const;
export type Variant = (typeof variants)[number];

/** How the loss of a variant is made. */
export interface VariantRule {
  /** One importance ratio per decision, or one per rollout. */
  ratio: 'decision' | 'rollout';
  /**
   * How a minibatch of n decisions in N rollouts is averaged: over its decisions (1/n each), over its rollouts
   * (1/(N·|o_i|) each), or with a constant length C (1/(N·C) each).
   */
  average: 'decisions' | 'rollouts' | 'constant';
  /** Groups whose advantages are all 0 are left out, so that they do not count in the mean. */
  dropsZeroVariance: boolean;
  /** May the loss hold a KL divergence to the initial policy? */
  allowsKl: boolean;
}

/** How its advantages are made, too. */
export type GroupVariantRule = VariantRule &
  Required<Pick<AdvantageOptions, 'baseline' | 'divideByDeviation'>>;

const ppo: VariantRule = {
  ratio: 'decision',
  average: 'decisions',
  dropsZeroVariance: false,
  allowsKl: true,
};

const grpo: GroupVariantRule = {
  ...ppo,
  baseline: 'mean',
  divideByDeviation: true,
};

/**
 * The rules by variant:
 *
 * - `grpo` (DeepSeekMath 2402.03300): as it is averaged in practice, over all decisions instead of 1/|o_i| first;
 * - `dr_grpo` (2503.20783): no deviation, constant length, so that a long rollout is not under-penalised;
 * - `dapo` (2503.14476): groups without variance dropped, mean over decisions, no KL;
 * - `gspo` (2507.18071): ratio of the rollout, one term per rollout;
 * - `rloo` (2402.14740): leave-one-out baseline, no deviation;
 * - `ppo` (1707.06347): the loss of `grpo`, with advantages of a critic (`generalisedAdvantages`).
 */
export const variantRules: Readonly<Record<GroupVariant, GroupVariantRule> & Record<'ppo', VariantRule>> = {
  ppo,
  grpo,
  dr_grpo: { ...grpo, divideByDeviation: false, average: 'constant' },
  dapo: { ...grpo, dropsZeroVariance: true, allowsKl: false },
  gspo: { ...grpo, ratio: 'rollout', average: 'rollouts' },
  rloo: { ...grpo, baseline: 'leave-one-out', divideByDeviation: false },
};
