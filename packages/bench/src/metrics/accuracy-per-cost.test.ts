import { expect, test } from 'vitest';
import { accuracyPerCost } from './accuracy-per-cost.js';

test('hand-computed', () => {
  expect(accuracyPerCost(0.8, 2e6)).toBeCloseTo(4e-7, 18);
  expect(accuracyPerCost(0, 2e6)).toBe(0);
});

test('nothing per nothing is no number', () => {
  expect(accuracyPerCost(0.8, 0)).toBeUndefined();
  expect(accuracyPerCost(0, 0)).toBeUndefined();
});
