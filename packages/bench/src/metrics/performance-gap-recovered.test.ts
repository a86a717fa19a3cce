import { expect, test } from 'vitest';
import { performanceGapRecovered } from './performance-gap-recovered.js';

test('half of the gap', () => {
  expect(performanceGapRecovered(0.75, 0.5, 1)).toBe(0.5);
});

test('the ends are 0 and 1', () => {
  expect(performanceGapRecovered(0.25, 0.25, 0.75)).toBe(0);
  expect(performanceGapRecovered(0.75, 0.25, 0.75)).toBe(1);
});

test('no gap, no share of it; neither of one that only rounding made, nor of one the other way round', () => {
  expect(performanceGapRecovered(0.6, 0.5, 0.5)).toBeUndefined();
  expect(performanceGapRecovered(0.6, 0.3, 0.1 + 0.2)).toBeUndefined();
  expect(performanceGapRecovered(0.6, 0.8, 0.5)).toBeUndefined();
});
