import * as tf from '@tensorflow/tfjs-core';
import { sumRows } from './dense.js';
import { withGradient } from './with-gradient.js';

/**
 * Layer normalisation over the last axis (Ba et al. 2016, arXiv 1607.06450): (x − mean)/√(variance + epsilon)·gain + bias.
 *
 * @param x [rows, width]
 * @param gain [width]
 * @param bias [width]
 * @returns [rows, width]
 */
export function layerNorm(x: tf.Tensor2D, gain: tf.Tensor1D, bias: tf.Tensor1D, epsilon = 1e-5): tf.Tensor2D {
  return withGradient([x, gain, bias], () => {
    const centred: tf.Tensor2D = tf.sub(x, meanOfRow(x));
    const scale: tf.Tensor2D = tf.rsqrt(tf.add(meanOfRow(tf.square(centred)), epsilon));
    const normal: tf.Tensor2D = tf.mul(centred, scale);
    return {
      value: tf.add(tf.mul(normal, gain), bias) as tf.Tensor2D,
      saved: [normal, scale, gain],
      gradient: (dy, saved) => {
        const [normal, scale, gain] = saved as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D];
        const inner: tf.Tensor2D = tf.mul(dy, gain);
        const alongNormal = tf.mul(normal, meanOfRow(tf.mul(inner, normal)));
        const dx = tf.mul(tf.sub(tf.sub(inner, meanOfRow(inner)), alongNormal), scale);
        return [dx, sumRows(tf.mul(dy, normal)), sumRows(dy)];
      },
    };
  });
}

/**
 * Root-mean-square normalisation over the last axis (Zhang & Sennrich 2019, arXiv 1910.07467): x/√(mean x² + epsilon)·gain.
 *
 * @param x [rows, width]
 * @param gain [width]
 * @returns [rows, width]
 */
export function rmsNorm(x: tf.Tensor2D, gain: tf.Tensor1D, epsilon = 1e-5): tf.Tensor2D {
  return withGradient([x, gain], () => {
    const scale: tf.Tensor2D = tf.rsqrt(tf.add(meanOfRow(tf.square(x)), epsilon));
    const normal: tf.Tensor2D = tf.mul(x, scale);
    return {
      value: tf.mul(normal, gain) as tf.Tensor2D,
      saved: [normal, scale, gain],
      gradient: (dy, saved) => {
        const [normal, scale, gain] = saved as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D];
        const inner = tf.mul(dy, gain);
        const alongNormal = tf.mul(normal, meanOfRow(tf.mul(inner, normal)));
        return [tf.mul(tf.sub(inner, alongNormal), scale), sumRows(tf.mul(dy, normal))];
      },
    };
  });
}

/** [rows, width] → [rows, 1]. */
function meanOfRow(x: tf.Tensor2D): tf.Tensor2D {
  return tf.matMul(x, tf.fill([x.shape[1], 1], 1 / x.shape[1]));
}
