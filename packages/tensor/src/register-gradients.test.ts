import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { expectGradients, onEveryBackend, values } from './on-every-backend.js';

const positive = (x: tf.Tensor): tf.Tensor => tf.add(tf.abs(x), 0.5);

onEveryBackend(() => {
  const a = (): tf.Tensor => values([2, 3], 1);
  const b = (): tf.Tensor => values([3], 2);

  it('of two operands, broadcast', () => {
    for (const f of [tf.add, tf.sub, tf.mul, tf.maximum, tf.minimum]) {
      expectGradients((x, y) => f(x as tf.Tensor, y as tf.Tensor), [a(), b()]);
    }
    expectGradients((x, y) => tf.div(x as tf.Tensor, y as tf.Tensor), [a(), positive(b())]);
  });

  it('of one operand', () => {
    for (const f of [tf.neg, tf.exp, tf.square, tf.tanh, tf.sigmoid, tf.relu, tf.softmax]) {
      expectGradients((x) => f(x as tf.Tensor), [a()]);
    }
    for (const f of [tf.log, tf.sqrt]) expectGradients((x) => f(x as tf.Tensor), [positive(a())]);
    expectGradients((x) => tf.clipByValue(x as tf.Tensor, -0.5, 0.5), [a()]);
  });

  it('of reductions and shapes', () => {
    expectGradients((x) => tf.sum(x as tf.Tensor, 0), [a()]);
    expectGradients((x) => tf.sum(x as tf.Tensor), [a()]);
    expectGradients((x) => tf.mean(x as tf.Tensor, -1, true), [a()]);
    expectGradients((x) => tf.reshape(x as tf.Tensor, [3, 2]), [a()]);
    expectGradients((x) => tf.transpose(x as tf.Tensor, [2, 0, 1]), [values([2, 3, 2])]);
    expectGradients((x) => tf.slice(x as tf.Tensor, [1, 1], [1, 2]), [a()]);
    expectGradients((x, y) => tf.concat([x as tf.Tensor, y as tf.Tensor], 1), [a(), values([2, 2], 3)]);
  });

  it('of products, each operand turned or not', () => {
    for (const left of [false, true]) {
      for (const right of [false, true]) {
        const x = values(left ? [2, 4, 3] : [2, 3, 4], 1);
        const y = values(right ? [2, 2, 4] : [2, 4, 2], 2);
        expectGradients((x, y) => tf.matMul(x as tf.Tensor, y as tf.Tensor, left, right), [x, y]);
      }
    }
  });
});
