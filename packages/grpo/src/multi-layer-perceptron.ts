import type { NamedArray, Random } from '@roro/core';
import { createVariables, dense, type NamedVariables, variablesToArrays } from '@roro/tensor';
import * as tf from '@tensorflow/tfjs-core';

/** A trainable network of dense layers. */
export interface MultiLayerPerceptron {
  readonly variables: NamedVariables;
  /** @param x [rows, inputs] @returns [rows, outputs], differentiable in `variables` */
  forward(x: tf.Tensor2D): tf.Tensor2D;
  snapshot(): Record<string, NamedArray>;
  dispose(): void;
}

/**
 * Dense layers with tanh between them. Weights are `layers.{i}.weight` [inputs, outputs], normal with deviation
 * 1/√inputs, and `layers.{i}.bias`, zero; the last layer starts at zero weights.
 *
 * @param widths of the input, the hidden layers and the output
 * @param lastBias of the last layer, one per output
 */
export function multiLayerPerceptron(
  widths: readonly number[],
  lastBias: Float32Array,
  random: Random,
): MultiLayerPerceptron {
  const layers = widths.length - 1;
  const arrays: Record<string, NamedArray> = {};
  for (let i = 0; i < layers; i++) {
    const [from, to] = [widths[i] as number, widths[i + 1] as number];
    const isLast = i + 1 === layers;
    const weights = Float32Array.from({ length: from * to }, () =>
      isLast ? 0 : random.normal() / Math.sqrt(from),
    );
    arrays[`layers.${i}.weight`] = { shape: [from, to], data: weights };
    arrays[`layers.${i}.bias`] = { shape: [to], data: isLast ? lastBias : new Float32Array(to) };
  }
  const variables = createVariables(arrays);
  return {
    variables,
    forward(input) {
      let x = input;
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
