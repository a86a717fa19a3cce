import { Random, ValidationError } from '@roro/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bootstrapBudgetedAccuracy, percentileInterval, resampleQueries } from './bootstrap.js';
import type { KnobOutcomes } from './outcomes.js';

const outcomes = (correct: ArrayLike<number>, cost: ArrayLike<number>): KnobOutcomes => ({
  knob: null,
  correct: Float64Array.from(correct),
  cost: Float64Array.from(cost),
  largeTokenShare: 0,
  callsPerQuery: 1,
});

test('every replicate draws as many queries as there are, the same ones under the same seed', () => {
  const first = resampleQueries(7, 50, new Random('a'));
  for (let replicate = 0; replicate < 50; replicate++) {
    const counts = first.counts.subarray(replicate * 7, (replicate + 1) * 7);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(7);
  }
  expect(resampleQueries(7, 50, new Random('a'))).toEqual(first);
  expect(resampleQueries(7, 50, new Random('b'))).not.toEqual(first);
  expect(() => resampleQueries(0, 50, new Random('a'))).toThrow(ValidationError);
});

test('a replicate is the frontier read on the drawn queries', () => {
  const small = outcomes([1, 0], [1, 1]);
  const large = outcomes([1, 1], [10, 30]);
  const resamples = { queries: 2, replicates: 2, counts: Uint16Array.of(2, 0, 0, 2) };
  const [values] = bootstrapBudgetedAccuracy([small, large], large, [0.4], resamples);
  // query 0 twice: both right at any cost. query 1 twice: from (1/30, 0) to (1, 1).
  expect(values?.[0]).toBe(1);
  expect(values?.[1]).toBeCloseTo((0.4 - 1 / 30) / (1 - 1 / 30), 12);
});

test('quantiles of 0..100 at 95 %', () => {
  const replicates = Float64Array.from({ length: 101 }, (_, i) => 100 - i);
  const interval = percentileInterval(50, replicates);
  expect(interval.low).toBeCloseTo(2.5, 9);
  expect(interval.high).toBeCloseTo(97.5, 9);
  expect(percentileInterval(0.5, Float64Array.of(0.5))).toEqual({ value: 0.5, low: 0.5, high: 0.5 });
});

test('an interval contains its estimate', () => {
  const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (replicates, value) => {
      const { low, high } = percentileInterval(value, Float64Array.from(replicates));
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
    }),
  );
});

test('the interval of a proportion agrees with its standard error and covers the truth', () => {
  const random = new Random('coverage');
  const queries = 100;
  let covered = 0;
  let width = 0;
  const worlds = 200;
  for (let world = 0; world < worlds; world++) {
    const correct = Float64Array.from({ length: queries }, () => Number(random.bernoulli(0.6)));
    const only = outcomes(correct, new Float64Array(queries).fill(1));
    const resamples = resampleQueries(queries, 200, random.fork(world));
    const [values] = bootstrapBudgetedAccuracy([only], only, [1], resamples);
    const mean = correct.reduce((sum, value) => sum + value, 0) / queries;
    const { low, high } = percentileInterval(mean, values as Float64Array);
    if (low <= 0.6 && 0.6 <= high) covered++;
    width += (high - low) / worlds;
  }
  // 2 · 1.96 · √(0.6 · 0.4 / 100) = 0.192
  expect(width).toBeGreaterThan(0.175);
  expect(width).toBeLessThan(0.205);
  expect(covered / worlds).toBeGreaterThan(0.88);
});

test('a thousand replicates of 500 queries and 12 knobs take well under a second', () => {
  const random = new Random('speed');
  const frontier = Array.from({ length: 12 }, (_, i) =>
    outcomes(
      Float64Array.from({ length: 500 }, () => random.uniform()),
      new Float64Array(500).fill(i + 1),
    ),
  );
  const resamples = resampleQueries(500, 1000, random);
  const start = performance.now();
  bootstrapBudgetedAccuracy(frontier, frontier[11] as KnobOutcomes, [0.2, 0.4, 0.6], resamples);
  expect(performance.now() - start).toBeLessThan(1000);
});
