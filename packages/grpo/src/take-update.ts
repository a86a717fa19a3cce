import type { Random } from '@roro/core';
import { warmupCosine } from '@roro/tensor';
import { checkDecisions, checkRewards } from './check-group.js';
import type { Critic } from './critic.js';
import { criticSamples } from './critic-samples.js';
import { decisionAdvantages } from './decision-advantages.js';
import { type GradientStep, gradientStep, type Sample } from './gradient-step.js';
import type { Group } from './group.js';
import type { GrpoOptions } from './grpo-options.js';
import { minibatches } from './minibatches.js';
import { groupFigures, type UpdateMetrics } from './update-metrics.js';
import { type GroupVariant, variantRules } from './variant.js';

export interface Update extends Omit<GradientStep, 'learningRate'> {
  /** With variant `ppo`. */
  critic: Critic | undefined;
  groups: readonly Group[];
  /** 0-based. */
  update: number;
  random: Random;
}

/** One update: advantages, then `epochs` passes of gradient steps over the rollouts that are kept. */
export function takeUpdate({ groups, update, random, critic, ...training }: Update): UpdateMetrics {
  const { policy, options } = training;
  for (const group of groups) {
    checkRewards(group);
    checkDecisions(group, policy);
  }
  const promising = options.dropAllWrong
    ? groups.filter((group) => group.rollouts.some((rollout) => rollout.correct))
    : groups;
  const { samples, kept, explainedVariance } =
    critic === undefined
      ? groupSamples(promising, options)
      : { kept: promising.length, ...criticSamples(promising, critic, options) };
  const rollouts = samples.filter((rollout) => rollout.length > 0);
  const learningRate = warmupCosine(
    { peak: options.learningRate, updates: options.updates, warmup: Math.ceil(options.updates * 0.05) },
    update,
  );
  const sums = { loss: 0, entropy: 0, kl: 0, clippedShare: 0, gradientNorm: 0 };
  let valueLoss = 0;
  let steps = 0;
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    const order = random.fork('epoch', epoch).shuffle(rollouts);
    for (const batch of minibatches(order, options.minibatch)) {
      const step = gradientStep({ ...training, learningRate }, batch);
      for (const key of Object.keys(sums) as (keyof typeof sums)[]) sums[key] += step[key];
      valueLoss += critic?.fit(batch.flat(), learningRate) ?? 0;
      steps += 1;
    }
  }
  const mean = (total: number): number => (steps === 0 ? 0 : total / steps);
  return {
    update: update + 1,
    ...groupFigures(groups, policy.actions, options.credit),
    droppedShare: groups.length === 0 ? 0 : 1 - kept / groups.length,
    loss: mean(sums.loss),
    entropy: mean(sums.entropy),
    kl: mean(sums.kl),
    clippedShare: mean(sums.clippedShare),
    gradientNorm: mean(sums.gradientNorm),
    learningRate,
    ...(critic === undefined ? {} : { valueLoss: mean(valueLoss) }),
    ...(explainedVariance === undefined ? {} : { explainedVariance }),
  };
}

/** Decisions with advantages within their groups, [rollout][decision], and the number of groups that are kept. */
function groupSamples(
  groups: readonly Group[],
  options: GrpoOptions,
): { samples: Sample[][]; kept: number; explainedVariance?: undefined } {
  const variant = options.variant as GroupVariant;
  const { dropsZeroVariance } = variantRules[variant];
  const kept = groups.flatMap((group) => {
    const advantages = decisionAdvantages(group, { ...options, variant });
    // Normalised terms that cancel each other leave a rounding error.
    if (dropsZeroVariance && advantages.flat().every((advantage) => Math.abs(advantage) < 1e-9)) return [];
    return [
      group.rollouts.map(({ decisions }, i) =>
        decisions.map((decision, t): Sample => ({ ...decision, advantage: advantages[i]?.[t] as number })),
      ),
    ];
  });
  return { samples: kept.flat(), kept: kept.length };
}
