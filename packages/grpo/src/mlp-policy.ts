import { Random } from '@roro/core';
import { multiLayerPerceptron } from './multi-layer-perceptron.js';
import type { PolicyModel } from './policy-model.js';

export interface MlpPolicyOptions {
  inputs: number;
  actions: number;
  /** Widths of the hidden layers, default [64, 64]. */
  hidden?: readonly number[];
  seed: number;
  /** Action probabilities before training, one per action, all > 0; default uniform. */
  initialProbabilities?: readonly number[];
}

/**
 * Multi-layer perceptron with tanh. Weights are `layers.{i}.weight` [inputs, outputs] and `layers.{i}.bias`;
 * the last layer starts at zero weights, so that the first policy does not depend on the observation.
 */
export function mlpPolicy({
  inputs,
  actions,
  hidden = [64, 64],
  seed,
  initialProbabilities,
}: MlpPolicyOptions): PolicyModel {
  const bias = Float32Array.from({ length: actions }, (_, a) =>
    Math.log(initialProbabilities?.[a] ?? 1 / actions),
  );
  const { forward, ...network } = multiLayerPerceptron(
    [inputs, ...hidden, actions],
    bias,
    new Random('mlp-policy', seed),
  );
  return { ...network, inputs, actions, logits: forward };
}
