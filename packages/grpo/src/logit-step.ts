import { type AdamW, valueAndGradients } from '@roro/tensor';
import * as tf from '@tensorflow/tfjs-core';
import type { PolicyModel } from './policy-model.js';

export interface LogitStep<Output> {
  policy: PolicyModel;
  optimiser: AdamW;
  /** At least one. */
  observations: readonly ArrayLike<number>[];
  learningRate: number;
  /** @param logits row-major [n, actions] @param x the observations, [n, inputs] @returns gradient = ∂loss/∂logits */
  loss(logits: Float32Array, x: tf.Tensor2D): Output;
}

/**
 * One gradient step on a loss whose gradient at the logits is known in closed form: forward, loss in plain numbers,
 * backward through the network, AdamW.
 *
 * @returns what the loss says, and the norm of the gradient before clipping
 */
export function logitStep<Output extends { gradient: Float32Array }>({
  policy,
  optimiser,
  observations,
  learningRate,
  loss,
}: LogitStep<Output>): Output & { gradientNorm: number } {
  const n = observations.length;
  const rows = new Float32Array(n * policy.inputs);
  observations.forEach((observation, i) => {
    rows.set(observation, i * policy.inputs);
  });
  const x = tf.tensor2d(rows, [n, policy.inputs]);
  let output: Output | undefined;
  // d(logits·slope)/dθ with the slope held fixed is the chain rule through the logits.
  const { gradients } = valueAndGradients(policy.variables, () => {
    const logits = policy.logits(x);
    output = loss(logits.dataSync<'float32'>(), x);
    return tf.sum(tf.mul(logits, tf.tensor2d(output.gradient, [n, policy.actions])));
  });
  const { gradientNorm } = optimiser.apply(gradients, learningRate);
  tf.dispose([x, gradients]);
  return { ...(output as Output), gradientNorm };
}
