import * as tf from '@tensorflow/tfjs-core';
import { oneHot } from './one-hot.js';
import { withGradient } from './with-gradient.js';

/**
 * Σ weight·(−log softmax(logits)[label]) in nats; with weights that sum to 1 a weighted mean.
 *
 * @param logits [rows, classes]
 * @param labels [rows], int32 in [0, classes)
 * @param weights [rows]
 * @returns scalar
 */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D, weights: tf.Tensor1D): tf.Scalar {
  return withGradient([logits], () => {
    const [rows, classes] = logits.shape;
    const column = tf.reshape(weights, [rows, 1]);
    const label = oneHot(labels, classes);
    const shifted = tf.sub(logits, tf.max(logits, 1, true));
    const exponentials = tf.exp(shifted);
    const total = tf.sum(exponentials, 1, true);
    const loss = tf.sub(tf.log(total), tf.sum(tf.mul(shifted, label), 1, true));
    return {
      value: tf.sum(tf.mul(loss, column)) as tf.Scalar,
      saved: [tf.mul(tf.sub(tf.div(exponentials, total), label), column)],
      gradient: (dy, [slope]) => [tf.mul(slope as tf.Tensor, dy)],
    };
  });
}
