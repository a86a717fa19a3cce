import { Random, ValidationError } from '@roro/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { percentileInterval, resampleQueries } from './bootstrap.js';

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
      const { low, high } = percentileInterval(value, replicates);
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
    }),
  );
});
