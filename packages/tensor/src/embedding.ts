import * as tf from '@tensorflow/tfjs-core';
import { oneHot } from './one-hot.js';
import { withGradient } from './with-gradient.js';

/**
 * Rows of a table. A one-hot product both ways: `gather` has no fast kernel on wasm (12 times slower at 50 rows).
 *
 * @param table [entries, width]
 * @param ids [rows], int32 in [0, entries)
 * @returns [rows, width]
 */
export function embedding(table: tf.Tensor2D, ids: tf.Tensor1D): tf.Tensor2D {
  return withGradient([table], () => {
    const choice = oneHot(ids, table.shape[0]);
    return {
      value: tf.matMul(choice, table),
      saved: [choice],
      gradient: (dy, [choice]) => [tf.matMul(tf.transpose(choice as tf.Tensor2D), dy)],
    };
  });
}
