import { type NamedArray, Random } from '@roro/core';
import { createVariables, dense, type NamedVariables, variablesToArrays } from '@roro/tensor';
import * as tf from '@tensorflow/tfjs-core';

/** A policy that can be trained: observations in, one logit per action out. */
export interface PolicyModel {
  /** Length of an observation. */
  readonly inputs: number;
  readonly actions: number;
  readonly variables: NamedVariables;
  /** @param observations [n, inputs] @returns logits [n, actions], differentiable in `variables` */
  logits(observations: tf.Tensor2D): tf.Tensor2D;
  /** Copies of the weights by their names on disk. */
  snapshot(): Record<string, NamedArray>;
  dispose(): void;
}

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
  const random = new Random('mlp-policy', seed);
  const widths = [inputs, ...hidden, actions];
  const arrays: Record<string, NamedArray> = {};
  for (let i = 0; i + 1 < widths.length; i++) {
    const [from, to] = [widths[i] as number, widths[i + 1] as number];
    const isLast = i + 2 === widths.length;
    const weights = Float32Array.from({ length: from * to }, () =>
      isLast ? 0 : random.normal() / Math.sqrt(from),
    );
    const bias = new Float32Array(to);
    if (isLast) for (let a = 0; a < to; a++) bias[a] = Math.log(initialProbabilities?.[a] ?? 1 / to);
    arrays[`layers.${i}.weight`] = { shape: [from, to], data: weights };
    arrays[`layers.${i}.bias`] = { shape: [to], data: bias };
  }
  const variables = createVariables(arrays);
  const layers = widths.length - 1;
  return {
    inputs,
    actions,
    variables,
    logits(observations) {
      let x = observations;
      for (let i = 0; i < layers; i++) {
        const y = dense(
          x,
          variables[`layers.${i}.weight`] as unknown as tf.Tensor2D,
          variables[`layers.${i}.bias`] as unknown as tf.Tensor1D,
        );
        x = i + 1 === layers ? y : tf.tanh(y);
      }
      return x;
    },
    snapshot: () => variablesToArrays(variables),
    dispose: () => tf.dispose(variables),
  };
}
