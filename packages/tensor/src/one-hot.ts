import * as tf from '@tensorflow/tfjs-core';

/**
 * [rows] int32 → [rows, classes] of 0 and 1. By way of int32: on the wasm backend a one-hot of type float32
 * holds the bits of integers.
 */
export function oneHot(ids: tf.Tensor1D, classes: number): tf.Tensor2D {
  return tf.cast(tf.oneHot(ids, classes, 1, 0, 'int32'), 'float32') as tf.Tensor2D;
}
