import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, StorageError } from '@roro/core';
import { generateText } from 'ai';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { randomModel } from '../inference/random-model.js';
import { type ModelConfig, parameterCount, writeModel } from '../model-config.js';
import { type AbacusModelId, abacusModelIds, createAbacus } from './create-abacus.js';
import { crossPool, samePool } from './pools.js';

const small = { vocabulary: 50, layers: 1, heads: 2, context: 64 };
const configs: Record<AbacusModelId, ModelConfig> = {
  srm: { family: 'abacus-a', ...small, width: 8, hidden: 16 },
  mrm: { family: 'abacus-a', ...small, width: 16, hidden: 32 },
  lrm: { family: 'abacus-a', ...small, width: 32, hidden: 64 },
  'lrm-cross': { family: 'abacus-b', ...small, width: 24, hidden: 64 },
  prm: { family: 'abacus-a', ...small, width: 8, hidden: 24 },
};
let weightsDirectory: string;

beforeEach(() => {
  weightsDirectory = mkdtempSync(join(tmpdir(), 'abacus-weights-'));
  for (const id of abacusModelIds) {
    writeModel(join(weightsDirectory, `${id}.safetensors`), randomModel(configs[id], 1));
  }
});
afterEach(() => rmSync(weightsDirectory, { recursive: true }));

test('serves the models of a folder, the same object every time', async () => {
  const abacus = createAbacus({ weightsDirectory });
  expect(abacus('lrm')).toBe(abacus.languageModel('lrm'));
  const texts = await Promise.all(
    abacusModelIds.map(async (id) => {
      const { text } = await generateText({
        model: abacus(id),
        prompt: 'a=1 a?',
        maxOutputTokens: 20,
        seed: 1,
      });
      return text;
    }),
  );
  expect(new Set(texts).size).toBe(5);
});

test('pools carry the real parameter counts, cheapest first', () => {
  const abacus = createAbacus({ weightsDirectory });
  for (const [pool, id, large] of [
    [samePool(abacus), 'same-family', 'lrm'],
    [crossPool(abacus), 'cross-family', 'lrm-cross'],
  ] as const) {
    expect(pool.id).toBe(id);
    expect(pool.models.map((model) => [model.id, model.parameters])).toEqual([
      ['srm', parameterCount(configs.srm)],
      [large, parameterCount(configs[large])],
    ]);
    expect(pool.models.map(({ model }) => model)).toEqual([abacus('srm'), abacus(large)]);
  }
  const descriptions = abacusModelIds.map((id) => abacus.describe(id));
  expect(descriptions.map(({ config }) => config)).toEqual(Object.values(configs));
});

describe('trouble', () => {
  test('an unknown model is refused with the nearest name', () => {
    const abacus = createAbacus({ weightsDirectory });
    expect(() => abacus('lrm-cros' as AbacusModelId)).toThrow(ConfigurationError);
    expect(() => abacus('lrm-cros' as AbacusModelId)).toThrow('"lrm-cross"');
    expect(() => abacus.describe('x' as AbacusModelId)).toThrow('Known: srm, mrm, lrm, lrm-cross, prm');
  });

  test('missing weights are a StorageError at the first call, and the next call finds them', async () => {
    const path = join(weightsDirectory, 'srm.safetensors');
    const bytes = readFileSync(path);
    rmSync(path);
    const abacus = createAbacus({ weightsDirectory });
    const model = abacus('srm');
    const options = { model, prompt: 'a=1 a?', maxOutputTokens: 3 };
    await expect(generateText(options)).rejects.toThrow(StorageError);
    await expect(generateText(options)).rejects.toThrow(path);
    expect(() => samePool(abacus)).toThrow(StorageError);
    writeFileSync(path, bytes);
    expect((await generateText(options)).text).toHaveLength(3);
  });

  test('corrupt weights are a StorageError that names the file', async () => {
    const path = join(weightsDirectory, 'lrm.safetensors');
    writeFileSync(path, readFileSync(path).subarray(0, -100));
    const abacus = createAbacus({ weightsDirectory });
    const failure = generateText({ model: abacus('lrm'), prompt: 'a=1 a?' });
    await expect(failure).rejects.toThrow(StorageError);
    await expect(failure).rejects.toThrow(path);
  });
});
