import { Random } from '@roro/core';
import * as tf from '@tensorflow/tfjs-core';
import { multiLayerPerceptron } from './multi-layer-perceptron.js';
import type { PolicyModel } from './policy-model.js';

export interface PointerPolicyOptions {
  /** Candidates among which an action chooses. A decision with fewer fills up with zeros and masks them. */
  items: number;
  /** Numbers that describe a candidate. */
  features: number;
  /** Widths of the hidden layers, default [64, 64]. */
  hidden?: readonly number[];
  seed: number;
}

/**
 * Scores every candidate by its own description with one shared multi-layer perceptron (features → hidden, tanh → 1
 * logit), so that what is learned of one candidate holds for all, in any order. An observation is [items, features]
 * row-major: inputs = items·features, actions = items. Weights are named as in `mlpPolicy`, with 1 output; the last
 * layer starts at zero weights, so that the first policy is uniform.
 */
export function pointerPolicy({
  items,
  features,
  hidden = [64, 64],
  seed,
}: PointerPolicyOptions): PolicyModel {
  const { forward, ...network } = multiLayerPerceptron(
    [features, ...hidden, 1],
    new Float32Array(1),
    new Random('pointer-policy', seed),
  );
  return {
    ...network,
    inputs: items * features,
    actions: items,
    logits(observations) {
      const rows = observations.shape[0];
      const scores = forward(tf.reshape(observations, [rows * items, features]));
      return tf.reshape(scores, [rows, items]);
    },
  };
}
