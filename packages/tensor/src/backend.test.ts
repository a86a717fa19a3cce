import { ConfigurationError } from '@roro/core';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, expect, it, vi } from 'vitest';
import { chooseBackend } from './backend.js';

afterEach(() => vi.unstubAllEnvs());

it('takes the best one that is present and says why better ones are not', async () => {
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
