import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeSafetensors, type NamedArray, StorageError } from '@roro/core';
import { afterEach, describe, expect, it } from 'vitest';
import {
  alibiSlopes,
  decodeModel,
  encodeModel,
  type ModelConfig,
  modelConfigSchema,
  parameterCount,
  parameterShapes,
  readModel,
  writeModel,
} from './model-config.js';

const config: ModelConfig = {
  family: 'abacus-a',
  vocabulary: 50,
  width: 32,
  layers: 2,
  heads: 4,
  hidden: 128,
  context: 160,
};

function filled(shapes: Map<string, number[]>): Record<string, NamedArray> {
  let next = 0;
  return Object.fromEntries(
    [...shapes].map(([name, shape]) => {
      const size = shape.reduce((product, n) => product * n, 1);
      return [name, { shape, data: Float32Array.from({ length: size }, () => next++) }];
    }),
  );
}

const folder = mkdtempSync(join(tmpdir(), 'abacus-model-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('model configuration', () => {
  it('counts parameters of both families', () => {
    const perBlock = 4 * 32 * 32 + 32 + 2 * (32 * 128) + 128 + 32 + 4 * 32;
    expect(parameterCount(config)).toBe(50 * 32 + 64 * 32 + 2 * perBlock + 64 + 32 * 50);
    const cross: ModelConfig = { ...config, family: 'abacus-b', width: 80, layers: 3, hidden: 216 };
    expect(parameterCount(cross)).toBe(2 * 50 * 80 + 80 + 3 * (4 * 6400 + 3 * 80 * 216 + 160));
  });

  it('gives geometric slopes and an unbiased last head', () => {
    expect(alibiSlopes(4)).toEqual([1, 0.25, 0.0625, 0]);
  });

  it('refuses widths that the heads do not divide', () => {
    expect(modelConfigSchema.safeParse({ ...config, heads: 5 }).success).toBe(false);
  });

  it('writes and reads a model file', () => {
    const path = join(folder, 'model.safetensors');
    const parameters = filled(parameterShapes(config));
    writeModel(path, { config, parameters }, { seed: '7' });
    expect(readModel(path)).toEqual({ config, parameters });
  });

  it('names what is wrong with a file', () => {
    const parameters = filled(parameterShapes(config));
    const { unembedding: _, ...missing } = parameters;
    expect(() => decodeModel(encodeModel({ config, parameters: missing }), 'm')).toThrow(
      /"unembedding".*found none/,
    );
    const extra = { ...parameters, other: { shape: [1], data: new Float32Array(1) } };
    expect(() => decodeModel(encodeModel({ config, parameters: extra }))).toThrow(/"other"/);
    expect(() => decodeModel(encodeSafetensors({ tensors: parameters, metadata: {} }))).toThrow(StorageError);
    const torn = join(folder, 'torn.safetensors');
    writeModel(torn, { config, parameters });
    writeFileSync(torn, encodeModel({ config, parameters }).subarray(0, 5000));
    expect(() => readModel(torn)).toThrow(/torn\.safetensors/);
    expect(() => readModel(join(folder, 'none.safetensors'))).toThrow(StorageError);
  });
});
