import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.js';

/**
 * y = activation(x·kernel + bias). The gradient transposes before it multiplies: on the wasm backend a product
 * with a transposed operand runs 4–20 times slower than a transpose followed by a plain product.
 *
 * @param x [rows, inputs]
 * @param kernel [inputs, outputs]
 * @param bias [outputs]; none by default
 * @param activation 'relu' or none
 * @returns [rows, outputs]
 */
export function dense(
  x: tf.Tensor2D,
  kernel: tf.Tensor2D,
  bias?: tf.Tensor1D,
  activation?: 'relu',
): tf.Tensor2D {
  const inputs = bias === undefined ? [x, kernel] : [x, kernel, bias];
  return withGradient(inputs, () => {
    const value = fusedDense(x, kernel, bias, activation);
    return {
      value,
      saved: activation === undefined ? [x, kernel] : [x, kernel, value],
      gradient: (dy, saved) => {
        const [x, kernel, y] = saved as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D | undefined];
        const inner: tf.Tensor2D = y === undefined ? dy : tf.mul(dy, tf.step(y));
        const dx = tf.matMul(inner, tf.transpose(kernel));
        const [dKernel, dBias] = kernelGradients(x, inner);
        return bias === undefined ? [dx, dKernel] : [dx, dKernel, dBias()];
      },
    };
  });
}

/** One kernel call: tf.fused.matMul falls back to three where a gradient is being taken. */
function fusedDense(
  x: tf.Tensor2D,
  kernel: tf.Tensor2D,
  bias: tf.Tensor1D | undefined,
  activation: 'relu' | undefined,
): tf.Tensor2D {
  if (bias === undefined && activation === undefined) return tf.matMul(x, kernel);
  const a = tf.reshape(x, [1, ...x.shape]);
  const b = tf.reshape(kernel, [1, ...kernel.shape]);
  const inputs: tf.NamedTensorMap = bias === undefined ? { a, b } : { a, b, bias };
  const product = tf.engine().runKernel(tf._FusedMatMul, inputs, {
    transposeA: false,
    transposeB: false,
    activation: activation ?? 'linear',
  }) as tf.Tensor;
  return tf.reshape(product, [x.shape[0], kernel.shape[1]]);
}

/**
 * xᵀ·dy and the sum of dy's rows. The right operand of a product is packed at 5 ns a value on wasm, so the
 * narrower of the two goes there, and what is transposed or packed already gives the sum.
 */
function kernelGradients(x: tf.Tensor2D, dy: tf.Tensor2D): [tf.Tensor2D, () => tf.Tensor1D] {
  const rows = x.shape[0];
  if (x.shape[1] >= dy.shape[1]) {
    const sum = (): tf.Tensor1D => tf.reshape(tf.matMul(tf.ones([1, rows]), dy), [dy.shape[1]]);
    return [tf.matMul(tf.transpose(x), dy), sum];
  }
  const turned = tf.transpose(dy);
  return [tf.transpose(tf.matMul(turned, x)), () => sumColumns(turned)];
}

/** [rows, columns] → [columns]. */
export function sumRows(x: tf.Tensor2D): tf.Tensor1D {
  return sumColumns(tf.transpose(x));
}

/** [rows, columns] → [rows]. */
function sumColumns(x: tf.Tensor2D): tf.Tensor1D {
  return tf.reshape(tf.matMul(x, tf.ones([x.shape[1], 1])), [x.shape[0]]);
}
