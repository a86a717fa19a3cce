import * as tf from '@tensorflow/tfjs-core';
import { type AttentionSizes, attentionBackward, attentionForward } from './attention-kernel.js';
import { withGradient } from './with-gradient.js';

export interface AttentionOptions {
  heads: number;
  /** Tokens in a row; x holds rows·length of them. */
  length: number;
  /** ALiBi: head h adds −slopes[h]·(i − j) to the score of key j for query i (arXiv 2108.12409). Default: 0. */
  slopes?: readonly number[];
  /** Rotary positions on queries and keys with this base, pairs (2i, 2i+1) (arXiv 2104.09864). Default: none. */
  rotaryBase?: number;
  /**
   * `fused`: WebAssembly SIMD tiles over half the square, with copies in and out; 10 times faster than batched
   * products on wasm. `composed`: TensorFlow.js operations. Default: fused on wasm and cpu where the head
   * width is a multiple of 4, else composed.
   */
  implementation?: 'fused' | 'composed';
}

/**
 * Causal multi-head attention: softmax(q·kᵀ/√(width/heads) + bias)·v per head.
 *
 * @param qkv [batch·length, 3·width]: queries, keys and values beside each other, the heads inside each
 * @returns [batch·length, width]
 */
export function attention(qkv: tf.Tensor2D, options: AttentionOptions): tf.Tensor2D {
  const { heads, length, rotaryBase } = options;
  const headWidth = qkv.shape[1] / 3 / heads;
  const batch = qkv.shape[0] / length;
  if (!Number.isInteger(headWidth) || !Number.isInteger(batch)) {
    throw new RangeError(
      `Expected qkv [batch·${length}, 3·${heads}·headWidth], got [${qkv.shape}]; pad the rows to one length.`,
    );
  }
  const slopes = options.slopes ?? Array<number>(heads).fill(0);
  const angles = rotaryBase === undefined ? undefined : rotaryAngles(length, headWidth, rotaryBase);
  const inHostMemory = tf.getBackend() === 'wasm' || tf.getBackend() === 'cpu';
  const implementation =
    options.implementation ?? (inHostMemory && headWidth % 4 === 0 ? 'fused' : 'composed');
  const sizes: AttentionSizes = { batch, length, heads, headWidth };
  return (implementation === 'fused' ? fused : composed)(qkv, slopes, angles, sizes);
}

type Implementation = (
  qkv: tf.Tensor2D,
  slopes: readonly number[],
  angles: Float32Array | undefined,
  sizes: AttentionSizes,
) => tf.Tensor2D;

/** [length, headWidth/2, 2]: cosine and sine of position·base^(−2i/headWidth). */
export function rotaryAngles(length: number, headWidth: number, base: number): Float32Array {
  const angles = new Float32Array(length * headWidth);
  for (let position = 0; position < length; position++) {
    for (let i = 0; i < headWidth; i += 2) {
      const angle = position * base ** (-i / headWidth);
      angles[position * headWidth + i] = Math.cos(angle);
      angles[position * headWidth + i + 1] = Math.sin(angle);
    }
  }
  return angles;
}

const fused: Implementation = (qkv, slopes, angles, sizes) =>
  withGradient([qkv], () => {
    const values = qkv.dataSync<'float32'>();
    return {
      value: tf.tensor2d(attentionForward(values, slopes, angles, sizes), [qkv.shape[0], qkv.shape[1] / 3]),
      saved: [qkv],
      gradient: (dy, saved) => {
        const [qkv] = saved as [tf.Tensor2D];
        const values = qkv.dataSync<'float32'>();
        const result = attentionBackward(values, dy.dataSync<'float32'>(), slopes, angles, sizes);
        return [tf.tensor2d(result, qkv.shape)];
      },
    };
  });

const composed: Implementation = (qkv, slopes, angles, sizes) =>
  withGradient([qkv], () => {
    const { batch, length, heads, headWidth } = sizes;
    const scale = 1 / Math.sqrt(headWidth);
    const [query, key, value] = split(qkv, angles, sizes);
    const scores = tf.mul(tf.matMul(query, key, false, true), scale);
    const probabilities = tf.softmax(tf.add(scores, causalBias(slopes, length)));
    const mixed = tf.transpose(tf.matMul(probabilities, value), [0, 2, 1, 3]);
    return {
      value: tf.reshape(mixed, [batch * length, heads * headWidth]) as tf.Tensor2D,
      saved: [query, key, value, probabilities],
      gradient: (dy, saved) => {
        const [query, key, value, probabilities] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
        const out = tf.transpose(tf.reshape(dy, [batch, length, heads, headWidth]), [0, 2, 1, 3]);
        const inner = tf.matMul(out, value, false, true);
        const mean = tf.sum(tf.mul(inner, probabilities), -1, true);
        const dScores = tf.mul(tf.mul(tf.sub(inner, mean), probabilities), scale);
        const dQuery = tf.matMul(dScores, key);
        const dKey = tf.matMul(dScores, query, true, false);
        const dValue = tf.matMul(probabilities, out, true, false);
        return [join([dQuery, dKey, dValue], angles, sizes)];
      },
    };
  });

/** [heads, length, length]: −slope·(i − j) where j ≤ i, −1e9 above. */
function causalBias(slopes: readonly number[], length: number): tf.Tensor3D {
  const values = new Float32Array(slopes.length * length * length);
  let at = 0;
  for (const slope of slopes) {
    for (let i = 0; i < length; i++) {
      for (let j = 0; j < length; j++) values[at++] = j > i ? -1e9 : -slope * (i - j);
    }
  }
  return tf.tensor3d(values, [slopes.length, length, length]);
}

/** qkv → three of [batch, heads, length, headWidth], queries and keys rotated. */
function split(
  qkv: tf.Tensor2D,
  angles: Float32Array | undefined,
  { batch, length, heads, headWidth }: AttentionSizes,
): [tf.Tensor, tf.Tensor, tf.Tensor] {
  const parts = tf.transpose(tf.reshape(qkv, [batch, length, 3, heads, headWidth]), [2, 0, 3, 1, 4]);
  const [query, key, value] = tf.unstack(parts) as [tf.Tensor, tf.Tensor, tf.Tensor];
  if (angles === undefined) return [query, key, value];
  return [rotate(query, angles, 1), rotate(key, angles, 1), value];
}

/** The reverse of `split`, for gradients. */
function join(
  [query, key, value]: [tf.Tensor, tf.Tensor, tf.Tensor],
  angles: Float32Array | undefined,
  { batch, length, heads, headWidth }: AttentionSizes,
): tf.Tensor2D {
  const turned = angles === undefined ? [query, key] : [rotate(query, angles, -1), rotate(key, angles, -1)];
  const parts = tf.transpose(tf.stack([...turned, value]), [1, 3, 0, 2, 4]);
  return tf.reshape(parts, [batch * length, 3 * heads * headWidth]);
}

/** Turns the pairs of the last axis by their angle times `direction`; x is [batch, heads, length, headWidth]. */
function rotate(x: tf.Tensor, angles: Float32Array, direction: 1 | -1): tf.Tensor {
  const [batch, heads, length, headWidth] = x.shape as [number, number, number, number];
  const half = headWidth / 2;
  const table = tf.tensor3d(angles, [length, half, 2]);
  const [cosine, sine] = tf.unstack(table, 2) as [tf.Tensor, tf.Tensor];
  const [even, odd] = tf.unstack(tf.reshape(x, [batch, heads, length, half, 2]), 4) as [tf.Tensor, tf.Tensor];
  const turn = tf.mul(sine, direction);
  const pair = [
    tf.sub(tf.mul(even, cosine), tf.mul(odd, turn)),
    tf.add(tf.mul(even, turn), tf.mul(odd, cosine)),
  ];
  return tf.reshape(tf.stack(pair, 4), x.shape);
}
