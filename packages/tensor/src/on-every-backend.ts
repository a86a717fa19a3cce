import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect } from 'vitest';
import { BACKENDS, type BackendName, chooseBackend } from './backend.js';

const present: BackendName[] = [];
if (process.env.RORO_BACKEND === undefined) {
  for (const backend of BACKENDS) {
    try {
      await chooseBackend({ backend });
      present.push(backend);
    } catch {
      // Not installed here: the suite runs on the others.
    }
  }
} else {
  present.push((await chooseBackend()).name);
}

/**
 * Runs the suite on every backend that is present; wasm and cpu always are. RORO_BACKEND names one instead, which then has
 * to be (scripts/test-backends.mjs).
 */
export function onEveryBackend(suite: (backend: BackendName) => void): void {
  describe.each(present)('%s', (backend) => {
    beforeAll(async () => {
      await chooseBackend({ backend });
    });
    suite(backend);
  });
}

/** Deterministic values in (−1, 1) that no simple pattern of a wrong index reproduces. */
export function values(shape: number[], seed = 1): tf.Tensor {
  const size = shape.reduce((product, n) => product * n, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => Math.sin(12.9898 * (i + 1) * seed + 78.233 * seed)),
    shape,
  );
}

/**
 * Compares the gradients of `Σ c·f(inputs)` (c fixed, all different) with central differences, entry by entry,
 * and checks that nothing but the gradients is left in memory.
 */
export function expectGradients(
  f: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: tf.Tensor[],
  { step = 1e-2, tolerance = 5e-3 } = {},
): void {
  const objective = (...tensors: tf.Tensor[]): tf.Tensor =>
    tf.tidy(() => {
      const y = f(...tensors);
      return tf.sum(tf.mul(y, values(y.shape, 0.37)));
    });
  const before = tf.memory().numTensors;
  const gradients = tf.grads(objective)(inputs);
  expect(tf.memory().numTensors).toBe(before + inputs.length);
  for (const [index, input] of inputs.entries()) {
    const base = Float32Array.from(input.dataSync());
    const gradient = gradients[index]?.dataSync() ?? [];
    expect(gradient.length).toBe(base.length);
    const numeric = base.map((value, i) => {
      const at = (delta: number): number =>
        tf.tidy(() => {
          const moved = Float32Array.from(base);
          moved[i] = value + delta;
          const tensors = inputs.map((other, j) => (j === index ? tf.tensor(moved, input.shape) : other));
          return objective(...tensors).dataSync()[0] as number;
        });
      return (at(step) - at(-step)) / (2 * step);
    });
    const scale = Math.max(1, ...numeric.map(Math.abs));
    for (const [i, expected] of numeric.entries()) {
      expect(Math.abs((gradient[i] as number) - expected), `input ${index}, entry ${i}`).toBeLessThan(
        tolerance * scale,
      );
    }
  }
  tf.dispose(gradients);
}
