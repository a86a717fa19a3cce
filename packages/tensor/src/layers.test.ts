import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { attention } from './attention.js';
import { crossEntropy } from './cross-entropy.js';
import { dense } from './dense.js';
import { embedding } from './embedding.js';
import { layerNorm, rmsNorm } from './normalisation.js';
import { expectGradients, onEveryBackend, values } from './on-every-backend.js';

type Matrix = tf.Tensor2D;
type Vector = tf.Tensor1D;

function expectClose(actual: tf.Tensor, expected: number[], tolerance = 1e-5): void {
  const array = [...actual.dataSync()];
  expect(array.length).toBe(expected.length);
  for (const [i, value] of expected.entries())
    expect(Math.abs((array[i] as number) - value)).toBeLessThan(tolerance);
}

onEveryBackend(() => {
  describe('dense', () => {
    const x = (): Matrix => tf.tensor2d([1, 2, 3, -1, 0, 2], [2, 3]);
    const kernel = (): Matrix => tf.tensor2d([1, -1, 0, 2, 3, 1], [3, 2]);
    const bias = (): Vector => tf.tensor1d([10, -6]);

    it('computes by hand', () => {
      expectClose(dense(x(), kernel()), [10, 6, 5, 3]);
      expectClose(dense(x(), kernel(), bias()), [20, 0, 15, -3]);
      expectClose(dense(x(), kernel(), bias(), 'relu'), [20, 0, 15, 0]);
      expectClose(dense(x(), tf.neg(kernel()) as Matrix, undefined, 'relu'), [0, 0, 0, 0]);
    });

    it.each([
      [6, 3],
      [3, 6],
    ])('has right gradients, %d inputs and %d outputs', (inputs, outputs) => {
      const arguments_ = [values([5, inputs], 1), values([inputs, outputs], 2), values([outputs], 3)];
      expectGradients((x, k, b) => dense(x as Matrix, k as Matrix, b as Vector), arguments_);
      expectGradients((x, k) => dense(x as Matrix, k as Matrix), arguments_.slice(0, 2));
      const relu = (x: tf.Tensor, k: tf.Tensor, b: tf.Tensor): tf.Tensor =>
        dense(x as Matrix, k as Matrix, b as Vector, 'relu');
      expectGradients(relu as (...inputs: tf.Tensor[]) => tf.Tensor, arguments_, { step: 1e-3 });
    });
  });

  describe('embedding', () => {
    const ids = (): Vector => tf.tensor1d([2, 0, 2], 'int32');

    it('takes rows of the table', () => {
      expectClose(embedding(tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]), ids()), [5, 6, 1, 2, 5, 6]);
    });

    it('adds up the gradient of a row that is taken twice', () => {
      const gradient = tf.grad((table: tf.Tensor) => embedding(table as Matrix, ids()))(tf.zeros([3, 2]));
      expectClose(gradient, [1, 1, 0, 0, 2, 2]);
    });
  });

  describe('normalisation', () => {
    it('computes by hand', () => {
      const x = tf.tensor2d([1, 3, 0, 4], [2, 2]);
      expectClose(layerNorm(x, tf.tensor1d([1, 2]), tf.tensor1d([0, 1])), [-1, 3, -1, 3], 1e-4);
      const root = Math.sqrt(5);
      expectClose(rmsNorm(x, tf.tensor1d([1, 2])), [1 / root, 6 / root, 0, 8 / Math.sqrt(8)], 1e-4);
    });

    it('has right gradients', () => {
      const [x, gain, bias] = [values([3, 5], 1), values([5], 2), values([5], 3)];
      expectGradients((x, g, b) => layerNorm(x as Matrix, g as Vector, b as Vector), [x, gain, bias]);
      expectGradients((x, g) => rmsNorm(x as Matrix, g as Vector), [x, gain]);
    });
  });

  describe('crossEntropy', () => {
    const labels = (): Vector => tf.tensor1d([1, 0], 'int32');
    const weights = (): Vector => tf.tensor1d([0.25, 0.75]);

    it('computes by hand, also where a probability underflows', () => {
      const logits = tf.tensor2d([0, Math.log(3), 200, 0], [2, 2]);
      expectClose(crossEntropy(logits, labels(), weights()), [0.25 * Math.log(4 / 3)]);
      expectClose(
        crossEntropy(tf.tensor2d([0, 0, 0, 200], [2, 2]), labels(), weights()),
        [0.25 * Math.log(2) + 150],
        1e-3,
      );
    });

    it('has right gradients', () => {
      expectGradients((logits) => crossEntropy(logits as Matrix, labels(), weights()), [values([2, 4])]);
    });
  });

  describe('attention', () => {
    const cases = [
      { heads: 2, length: 5 },
      { heads: 2, length: 5, slopes: [0.5, 0] },
      { heads: 1, length: 11, slopes: [0.1], rotaryBase: 100 },
    ];

    it('computes by hand: the first token sees itself, the second both', () => {
      const qkv = tf.tensor2d([0, 0, 1, 2, 3, 4, 1, 0, Math.log(3) * Math.SQRT2, 0, 7, 8], [2, 6]);
      // Scores of token 2: 1·1/√2 for token 1, ln 3 for itself.
      const weight = 3 / (3 + Math.exp(Math.SQRT1_2));
      const expected = [3, 4, 3 + 4 * weight, 4 + 4 * weight];
      expectClose(attention(qkv, { heads: 1, length: 2, implementation: 'composed' }), expected);
    });

    it.each(cases)('fused equals composed, %o', (options) => {
      for (const headWidth of [4, 12]) {
        const qkv = values([2 * options.length, 3 * options.heads * headWidth]) as Matrix;
        const seed = values([2 * options.length, options.heads * headWidth], 3);
        const run = (implementation: 'fused' | 'composed'): tf.Tensor[] => {
          const f = (x: tf.Tensor): tf.Tensor => attention(x as Matrix, { ...options, implementation });
          return [f(qkv), tf.grad(f)(qkv, seed)];
        };
        const [fused, composed] = [run('fused'), run('composed')];
        for (const [i, tensor] of composed.entries())
          expectClose(fused[i] as tf.Tensor, [...tensor.dataSync()]);
      }
    });

    it.each(cases)('has right gradients, %o', (options) => {
      const qkv = values([options.length, 3 * options.heads * 4]);
      expectGradients((x) => attention(x as Matrix, { ...options, implementation: 'fused' }), [qkv]);
      expectGradients((x) => attention(x as Matrix, { ...options, implementation: 'composed' }), [qkv]);
    });

    it('never looks ahead', () => {
      const qkv = values([8, 24]) as Matrix;
      const changed = tf.concat([tf.slice(qkv, [0, 0], [7, 24]), tf.zeros([1, 24])]) as Matrix;
      const first = (x: Matrix): number[] =>
        [...attention(x, { heads: 2, length: 8 }).dataSync()].slice(0, 56);
      expect(first(changed)).toEqual(first(qkv));
    });

    it('refuses rows that are not of one length', () => {
      expect(() => attention(values([7, 24]) as Matrix, { heads: 2, length: 4 })).toThrow(/pad the rows/);
    });
  });
});
