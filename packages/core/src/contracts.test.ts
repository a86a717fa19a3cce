import { describe, expect, it } from 'vitest';
import { ConfigurationError, RoroError, StorageError } from './errors.js';
import { jsonSchema, type SchemaName, schemas } from './json-schema.js';
import { nearestName, unknownNameError } from './nearest-name.js';
import { createPool, findModel, routableModels } from './pool.js';
import { viewQuery } from './query.js';
import { MockModel } from './test/index.js';
import { aggregateTokenStatistics } from './token-statistics.js';

describe('errors', () => {
  it('can be told apart, keep cause and next step, and hide secrets', () => {
    const error = new StorageError({
      path: 'p',
      message: 'Upstream said key sk-abcdefgh12345678 and Bearer abcdefghijkl is wrong.',
      nextStep: 'Do it.',
      cause: 1,
    });
    expect(error).toBeInstanceOf(StorageError);
    expect(RoroError.isInstance(error)).toBe(true);
    expect(RoroError.isInstance(new Error('x'))).toBe(false);
    expect(error.message).toMatch(/ Do it\.$/);
    expect(error.message).not.toMatch(/abcdefgh/);
    expect(error.cause).toBe(1);
    expect(error.name).toBe('StorageError');
  });
});

describe('nearestName', () => {
  it('finds misspellings and rejects strangers', () => {
    expect(nearestName('benchmraks', ['benchmarks', 'pools'])).toBe('benchmarks');
    expect(nearestName('zzzzzz', ['benchmarks', 'pools'])).toBeUndefined();
    expect(nearestName('x', [])).toBeUndefined();
    expect(unknownNameError('router', 'entropi', ['entropy', 'random'])).toBeInstanceOf(ConfigurationError);
    expect(unknownNameError('router', 'entropi', ['entropy']).message).toContain('Did you mean "entropy"');
  });
});

describe('pool', () => {
  const model = (id: string, parameters?: number) => ({
    id,
    model: new MockModel(id, []),
    ...(parameters === undefined ? {} : { parameters }),
  });

  it('is ordered from the cheapest to the dearest', () => {
    const pool = createPool('p', [model('large', 100), model('small', 10)]);
    expect(routableModels(pool)).toEqual([
      { id: 'small', relativeCost: 0.1 },
      { id: 'large', relativeCost: 1 },
    ]);
    expect(() => findModel(pool, 'lareg')).toThrow(/Did you mean "large"/);
  });

  it('refuses duplicates, no models, and models without a price', () => {
    expect(() => createPool('p', [model('a', 1), model('a', 2)])).toThrow(/twice/);
    expect(() => createPool('p', [])).toThrow(/no model/);
    expect(() => createPool('p', [model('a'), model('b', 2)])).toThrow(/no price/);
  });
});

describe('token statistics', () => {
  it('aggregates (hand-computed)', () => {
    expect(
      aggregateTokenStatistics([
        { logProbability: -1, entropy: 0.5, margin: 2 },
        { logProbability: -3, entropy: 1.5, margin: 1 },
      ]),
    ).toEqual({
      count: 2,
      meanLogProbability: -2,
      minLogProbability: -3,
      meanEntropy: 1,
      maxEntropy: 1.5,
      firstEntropy: 0.5,
      meanMargin: 1.5,
      minMargin: 1,
    });
  });

  it('leaves unknown what the server did not say', () => {
    expect(aggregateTokenStatistics([])).toBeUndefined();
    expect(aggregateTokenStatistics([{ logProbability: -1 }, { logProbability: -1, entropy: 1 }])).toEqual({
      count: 2,
      meanLogProbability: -1,
      minLogProbability: -1,
    });
  });
});

describe('schemas', () => {
  it('export as JSON Schema', () => {
    for (const name of Object.keys(schemas) as SchemaName[]) {
      const schema = jsonSchema(name);
      expect(schema['$schema']).toContain('2020-12');
      expect(schema['type']).toBe('object');
    }
  });

  it('the view of a query has no answer', () => {
    expect(viewQuery({ id: 'q', prompt: 'p', answer: '42', benchmark: 'b', meta: {} })).not.toHaveProperty(
      'answer',
    );
  });
});
