import { expect, test } from 'vitest';
import type { OutcomeRow } from './outcome-row.js';
import { type BenchmarkOutcomes, packOutcomes } from './outcomes.js';
import { bestModel, queryOracle, singleModels } from './single-models.js';

/** Three queries; `right` says which of them a model answers. */
const packed = (models: Record<string, { right: number[]; cost: number }>): BenchmarkOutcomes =>
  packOutcomes(
    Object.entries(models).flatMap(([router, { right, cost }]) =>
      right.map(
        (correct, i): OutcomeRow => ({
          setting: 's',
          benchmark: 'b',
          split: 'test',
          router,
          knob: null,
          seed: 1,
          queryId: `q${i}`,
          correct: correct === 1,
          cost,
          largeTokens: 0,
          tokens: 1,
          calls: 1,
        }),
      ),
    ),
  );
const pool = ['small', 'mid', 'large'];
const three = packed({
  'srm-only': { right: [1, 0, 0], cost: 1 },
  'lrm-only': { right: [1, 1, 0], cost: 9 },
  'mid-only': { right: [0, 0, 1], cost: 3 },
  random: { right: [1, 1, 1], cost: 5 },
});

test('the models between the ends are known by the pool, routers are no models', () => {
  expect(singleModels(three, pool)).toEqual(['srm-only', 'mid-only', 'lrm-only']);
  expect(singleModels(three, [])).toEqual(['srm-only', 'lrm-only']);
});

test('the oracle takes the model that is right, the cheapest of several', () => {
  const oracle = queryOracle(three, pool);
  expect([...oracle.correct]).toEqual([1, 1, 1]);
  expect([...oracle.cost]).toEqual([1, 9, 3]);
  expect([...queryOracle(three, []).correct]).toEqual([1, 1, 0]);
  // What it was made of stays as it is.
  expect([...(three.routers.get('srm-only')?.knobs[0]?.correct ?? [])]).toEqual([1, 0, 0]);
});

test('the best model is the best one on validation, whatever it does on test', () => {
  const validation = packed({
    'srm-only': { right: [1, 1, 0], cost: 1 },
    'lrm-only': { right: [1, 1, 0], cost: 9 },
    'mid-only': { right: [1, 0, 0], cost: 3 },
  });
  // srm-only and lrm-only are equal on validation: the cheaper one.
  expect([...bestModel(three, validation, pool).correct]).toEqual([1, 0, 0]);
  expect([...bestModel(three, undefined, pool).correct]).toEqual([1, 1, 0]);
});
