import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AbortError, ConfigurationError, type ProgressEvent, readJsonl, StorageError } from '@roro/core';
import { chooseBackend } from '@roro/tensor';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { readModel } from '../model-config.js';
import { RECIPES, type TrainingRecipe } from '../tasks/recipes.js';
import { VOCABULARY_SIZE } from '../tasks/vocabulary.js';
import { trainingMetricsSchema, trainModel } from './train-model.js';

const recipe: TrainingRecipe = {
  ...RECIPES.srm,
  shape: { family: 'abacus-a', width: 16, layers: 1, heads: 2, hidden: 32 },
  phases: [
    { steps: 3, batch: 8, length: [1, 1] },
    { steps: 5, batch: 4, length: [1, 4] },
  ],
  warmupSteps: 2,
  learningRate: 1e-2,
};

const short: TrainingRecipe = { ...recipe, phases: [{ steps: 1, batch: 2, length: [1, 1] }] };

let folder = '';
beforeAll(async () => {
  await chooseBackend();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'abacus-train-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Metrics without what the clock adds. */
function metricsOf(directory: string): unknown[] {
  const { records } = readJsonl(join(directory, 'metrics.jsonl'), trainingMetricsSchema);
  return records.map(({ seconds: _, ...record }) => record);
}

it('gives the same bytes when it is interrupted, in the middle of a checkpoint interval or by a crash', async () => {
  const whole = join(folder, 'whole');
  const { path } = await trainModel({ recipe, directory: whole, checkpointEvery: 3 });

  const stopped = join(folder, 'stopped');
  const abort = new AbortController();
  const onProgress = ({ done }: ProgressEvent): void => {
    if (done === 4) abort.abort();
  };
  const interrupted = trainModel({
    recipe,
    directory: stopped,
    checkpointEvery: 3,
    onProgress,
    signal: abort.signal,
  });
  await expect(interrupted).rejects.toThrow(AbortError);
  await expect(interrupted).rejects.toThrow(/after 4 of 8/);
  const { path: resumedPath } = await trainModel({ recipe, directory: stopped, checkpointEvery: 3 });
  expect(readFileSync(resumedPath).equals(readFileSync(path))).toBe(true);
  expect(metricsOf(stopped)).toEqual(metricsOf(whole));

  // A crash keeps the last checkpoint (update 6) and the metrics of later updates, the last line torn.
  const crashed = join(folder, 'crashed');
  const crash = ({ done }: ProgressEvent): void => {
    if (done === 7) throw new Error('crash');
  };
  await expect(
    trainModel({ recipe, directory: crashed, checkpointEvery: 3, onProgress: crash }),
  ).rejects.toThrow('crash');
  writeFileSync(
    join(crashed, 'metrics.jsonl'),
    `${readFileSync(join(crashed, 'metrics.jsonl'), 'utf8')}{"upd`,
  );
  const { path: recoveredPath } = await trainModel({ recipe, directory: crashed, checkpointEvery: 3 });
  expect(readFileSync(recoveredPath).equals(readFileSync(path))).toBe(true);
  expect(metricsOf(crashed)).toEqual(metricsOf(whole));
});

it('learns, reports every update and keeps no tensors', async () => {
  const events: ProgressEvent[] = [];
  const before = tf.memory().numTensors;
  const counts = new Set<number>();
  const { path } = await trainModel({
    recipe: { ...recipe, phases: [{ steps: 40, batch: 8, length: [1, 3] }] },
    directory: folder,
    name: 'tiny',
    onProgress: (event) => {
      events.push(event);
      counts.add(tf.memory().numTensors);
    },
  });
  expect(tf.memory().numTensors).toBe(before);
  expect(counts.size).toBe(1);
  expect(events.map(({ done }) => done)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
  expect(events[0]).toMatchObject({ task: 'train tiny', total: 40 });
  expect(events[0]?.figures?.tokensPerSecond).toBeGreaterThan(0);
  const losses = readJsonl(join(folder, 'metrics.jsonl'), trainingMetricsSchema).records.map(
    ({ loss }) => loss,
  );
  expect(losses[0]).toBeGreaterThan(3.5);
  expect(losses.at(-1)).toBeLessThan(2.9);
  expect(readModel(path).config).toMatchObject({
    family: 'abacus-a',
    width: 16,
    vocabulary: VOCABULARY_SIZE,
  });
});

it('refuses a directory of another recipe, and a torn checkpoint', async () => {
  await trainModel({ recipe: short, directory: folder });
  await expect(trainModel({ recipe, directory: folder })).rejects.toThrow(ConfigurationError);
  const path = join(folder, 'checkpoint.safetensors');
  writeFileSync(path, readFileSync(path).subarray(0, 2000));
  await expect(trainModel({ recipe: short, directory: folder })).rejects.toThrow(StorageError);
});
