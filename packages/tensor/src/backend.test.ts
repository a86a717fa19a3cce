import { ConfigurationError } from '@roro/core';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, expect, it, vi } from 'vitest';
import { chooseBackend } from './backend.js';

afterEach(() => vi.unstubAllEnvs());

it('takes the best one that is present and says why better ones are not', async () => {
  vi.stubEnv('RORO_BACKEND', undefined);
  const chosen = await chooseBackend();
  const better = ['node-gpu', 'node', 'wasm', 'cpu'].slice(
    0,
    ['node-gpu', 'node', 'wasm'].indexOf(chosen.name),
  );
  expect(Object.keys(chosen.missing)).toEqual(better);
  expect(tf.getBackend()).toBe(chosen.name.startsWith('node') ? 'tensorflow' : chosen.name);
});

it('obeys the argument before the environment', async () => {
  vi.stubEnv('RORO_BACKEND', 'wasm');
  expect((await chooseBackend()).name).toBe('wasm');
  expect(await chooseBackend({ backend: 'cpu' })).toEqual({ name: 'cpu', threads: 1, missing: {} });
  expect(tf.getBackend()).toBe('cpu');
});

it('names the nearest backend to an unknown one', async () => {
  await expect(chooseBackend({ backend: 'wasn' })).rejects.toThrow(ConfigurationError);
  await expect(chooseBackend({ backend: 'wasn' })).rejects.toThrow(/wasm/);
});

it('keeps its own gradients where a backend that was loaded brought others', async () => {
  await chooseBackend({ backend: 'cpu' });
  // As the native packages do: without a sum over what was broadcast.
  tf.registerGradient({
    kernelName: tf.Maximum,
    gradFunc: (dy) => ({ a: () => dy as tf.Tensor, b: () => dy as tf.Tensor }),
  });
  await chooseBackend({ backend: 'cpu' });
  const maximum = (x: tf.Tensor): tf.Tensor => tf.maximum(tf.tensor2d([1, 5, 3, 4], [2, 2]), x);
  expect([
    ...tf
      .grad(maximum)(tf.tensor1d([2, 4.5]))
      .dataSync(),
  ]).toEqual([1, 1]);
});
