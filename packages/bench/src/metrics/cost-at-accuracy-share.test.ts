import { expect, test } from 'vitest';
import { costAtAccuracyShare } from './cost-at-accuracy-share.js';

const point = (costShare: number, accuracy: number) => ({ costShare, accuracy });

test('hand-computed: 98 % and 50 % of 0.5 on a straight line', () => {
  const line = [point(0.2, 0.1), point(1, 0.5)];
  // 0.49 is 39/40 of the way.
  expect(costAtAccuracyShare(line, 0.5)).toBeCloseTo(0.2 + (0.39 / 0.4) * 0.8, 12);
  expect(costAtAccuracyShare(line, 0.5, 0.5)).toBeCloseTo(0.5, 12);
});

test('a small model that is good enough alone', () => {
  expect(costAtAccuracyShare([point(0.2, 0.79), point(1, 0.8)], 0.8)).toBe(0.2);
});

test('undefined where the large model is right nowhere, and where the curve never gets there', () => {
  expect(costAtAccuracyShare([point(0.2, 0.1)], 0)).toBeUndefined();
  expect(costAtAccuracyShare([point(0.2, 0.1)], 0.8)).toBeUndefined();
  expect(costAtAccuracyShare([], 0.8)).toBeUndefined();
});
