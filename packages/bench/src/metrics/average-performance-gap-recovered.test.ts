import fc from 'fast-check';
import { expect, test } from 'vitest';
import { averagePerformanceGapRecovered } from './average-performance-gap-recovered.js';

const point = (costShare: number, accuracy: number) => ({ costShare, accuracy });
const weak = point(0.1, 0.2);
const strong = point(1, 0.8);

test('the straight line recovers half, the weak model nothing, an oracle nearly all', () => {
  expect(averagePerformanceGapRecovered([weak, strong], weak, strong)).toBeCloseTo(0.5, 12);
  expect(averagePerformanceGapRecovered([weak], weak, strong)).toBeCloseTo(0, 12);
  expect(averagePerformanceGapRecovered([weak, point(0.1, 0.8)], weak, strong)).toBeCloseTo(1, 12);
});

test('hand-computed: a knee', () => {
  // 0.1 … 0.4: mean 0.45; 0.4 … 1: mean 0.75; area 0.135 + 0.45 = 0.585 of 0.9; (0.65 − 0.2) / 0.6
  expect(averagePerformanceGapRecovered([weak, point(0.4, 0.7), strong], weak, strong)).toBeCloseTo(0.75, 12);
});

test('(AUC − AUC_w) / (AUC_s − AUC_w): a better point never lowers it', () => {
  const share = fc.double({ min: 0.11, max: 0.99, noNaN: true });
  const accuracy = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(share, accuracy, accuracy, (cost, one, other) => {
      const at = (value: number) =>
        averagePerformanceGapRecovered([weak, point(cost, value), strong], weak, strong) as number;
      expect(at(Math.max(one, other))).toBeGreaterThanOrEqual(at(Math.min(one, other)) - 1e-9);
    }),
  );
});

test('undefined where there is no gap, no range of costs or no point', () => {
  expect(averagePerformanceGapRecovered([weak], weak, point(1, 0.2))).toBeUndefined();
  expect(averagePerformanceGapRecovered([weak], weak, point(1, 0.1))).toBeUndefined();
  expect(averagePerformanceGapRecovered([weak], weak, point(0.1, 0.8))).toBeUndefined();
  expect(averagePerformanceGapRecovered([], weak, strong)).toBeUndefined();
});
