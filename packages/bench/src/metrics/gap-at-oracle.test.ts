import { expect, test } from 'vitest';
import { gapAtOracle } from './gap-at-oracle.js';

test('hand-computed', () => {
  expect(gapAtOracle(0.6, 0.8)).toBeCloseTo(0.25, 12);
  expect(gapAtOracle(0.8, 0.8)).toBe(0);
  expect(gapAtOracle(0.9, 0.8)).toBeCloseTo(-0.125, 12);
});

test('an oracle that is never right', () => {
  expect(gapAtOracle(0, 0)).toBeUndefined();
});
