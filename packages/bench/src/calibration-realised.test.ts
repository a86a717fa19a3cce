import { Random, ValidationError } from '@roro/core';
import { expect, test } from 'vitest';
import { resampleQueries } from './bootstrap.js';
import { realised } from './calibration-realised.js';
import type { KnobOutcomes } from './outcomes.js';

const outcomes = (correct: readonly number[], cost: readonly number[]): KnobOutcomes => ({
  knob: null,
  correct: Float64Array.from(correct),
  cost: Float64Array.from(cost),
  largeTokenShare: 0,
  callsPerQuery: 1,
});

const own = outcomes([1, 0, 1, 0], [2, 4, 2, 8]);
const large = outcomes([1, 1, 1, 0], [10, 10, 10, 50]);
const resamples = resampleQueries(4, 400, new Random('realised'));

test('values are ratios of means, hand-computed', () => {
  const cost = realised(own, large, 'cost', resamples);
  expect(cost.value.value).toBe(0.2); // 16 / 80
  expect(cost.costShare).toEqual(cost.value);
  expect(cost.accuracy.value).toBe(0.5);
  expect(realised(own, large, 'accuracy', resamples).value.value).toBeCloseTo(2 / 3, 12);
  expect(realised(own, large, 'money', resamples).value.value).toBe(4); // 16 / 4
});

test('a replicate is read on its own queries, numerator and denominator together', () => {
  // Query 0 four times, query 3 four times: 8 / 40 and 32 / 200. The 2.5 % quantile of the two; the other one is below
  // the estimate, 16 / 80, which the interval contains.
  const two = { queries: 4, replicates: 2, counts: Uint16Array.of(4, 0, 0, 0, 0, 0, 0, 4) };
  const { value, accuracy } = realised(own, large, 'cost', two);
  expect(value.low).toBeCloseTo(0.16 + 0.025 * 0.04, 12);
  expect(value.high).toBe(0.2);
  expect(accuracy.low).toBeCloseTo(0.025, 12);
  expect(accuracy.high).toBeCloseTo(0.975, 12);
  // The dearest model is wrong on query 3: only the first replicate has a share of its accuracy, 4 / 4.
  expect(realised(own, large, 'accuracy', two).value).toEqual({ value: 2 / 3, low: 2 / 3, high: 1 });
});

test('the dearest model alone is exactly 1', () => {
  for (const kind of ['cost', 'accuracy'] as const) {
    expect(realised(large, large, kind, resamples).value).toEqual({ value: 1, low: 1, high: 1 });
  }
});

test('a share of nothing is an error', () => {
  const hopeless = outcomes([0, 0, 0, 0], [10, 10, 10, 50]);
  expect(() => realised(own, hopeless, 'accuracy', resamples)).toThrow(ValidationError);
  expect(() => realised(own, outcomes([1, 1, 1, 1], [0, 0, 0, 0]), 'cost', resamples)).toThrow(
    'a share of that is no number',
  );
});
