import * as tf from '@tensorflow/tfjs-core';

/** What `withGradient` computes. */
export interface WithGradient<Result extends tf.Tensor> {
  value: Result;
  /** Tensors that the gradient needs; they live until it was taken. */
  saved: tf.Tensor[];
  /** Gradients for the inputs, in their order. */
  gradient: (gradient: Result, saved: tf.Tensor[]) => tf.Tensor[];
}

/** An operation with a gradient of its own; `compute` runs outside the tape. */
export function withGradient<Result extends tf.Tensor>(
  inputs: tf.Tensor[],
  compute: () => WithGradient<Result>,
): Result {
  const operation = tf.customGrad<tf.Tensor>((...values) => {
    const { value, saved, gradient } = compute();
    (values[values.length - 1] as tf.GradSaveFunc)(saved);
    return { value, gradFunc: (dy: tf.Tensor, kept: tf.Tensor[]) => gradient(dy as Result, kept) };
  });
  return operation(...inputs) as Result;
}
