import type { AdamW } from '@roro/tensor';
import * as tf from '@tensorflow/tfjs-core';
import type { PolicyDecision } from './group.js';
import type { GrpoOptions } from './grpo-options.js';
import { logitStep } from './logit-step.js';
import { clippedPolicyLoss, type LossOutput } from './policy-loss.js';
import type { PolicyModel } from './policy-model.js';

/** A decision with what it is credited with. */
export interface Sample extends PolicyDecision {
  advantage: number;
  /** What the critic of `ppo` should say of it: A_t + V(s_t), with A_t before it is normalised. */
  valueTarget?: number;
}

export interface GradientStep {
  policy: PolicyModel;
  optimiser: AdamW;
  /** Weights of the initial policy; needed where `klCoefficient` > 0. */
  reference: Record<string, tf.Variable> | undefined;
  options: GrpoOptions;
  learningRate: number;
}

/** One step on a minibatch of whole rollouts. */
export function gradientStep(
  { policy, optimiser, reference, options, learningRate }: GradientStep,
  rollouts: readonly (readonly Sample[])[],
): LossOutput & { gradientNorm: number } {
  const samples = rollouts.flat();
  return logitStep({
    policy,
    optimiser,
    learningRate,
    observations: samples.map((sample) => sample.observation),
    loss: (logits, x) =>
      clippedPolicyLoss(
        {
          logits,
          actions: samples.map((sample) => sample.action),
          oldLogProbabilities: samples.map((sample) => sample.logProbability),
          advantages: samples.map((sample) => sample.advantage),
          allowed: samples.map((sample) => sample.allowed),
          lengths: rollouts.map((rollout) => rollout.length),
          ...(reference === undefined ? {} : { referenceLogits: referenceLogits(policy, reference, x) }),
        },
        options,
      ),
  });
}

/** Logits of the initial policy: its weights are swapped in for one forward pass. */
function referenceLogits(
  policy: PolicyModel,
  reference: Record<string, tf.Variable>,
  x: tf.Tensor2D,
): Float32Array {
  return tf.tidy(() => {
    const current = Object.fromEntries(
      Object.entries(policy.variables).map(([name, v]) => [name, v.clone()]),
    );
    for (const [name, variable] of Object.entries(policy.variables))
      variable.assign((reference[name] as tf.Variable).clone());
    const logits = policy.logits(x).dataSync<'float32'>();
    for (const [name, variable] of Object.entries(policy.variables))
      variable.assign(current[name] as tf.Tensor);
    return logits;
  });
}
