import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callPerformanceThreshold } from './call-performance-threshold.js';

const point = (costShare: number, accuracy: number) => ({ costShare, accuracy });
const line = [point(0.1, 0.2), point(1, 0.8)];

test('hand-computed: half of the gap is half-way on the straight line', () => {
  expect(callPerformanceThreshold(line, 0.2, 0.8, 0.5)).toBeCloseTo(0.55, 12);
  expect(callPerformanceThreshold(line, 0.2, 0.8, 1)).toBe(1);
});

test('a curve that is not monotone: the first crossing', () => {
  const noisy = [point(0.1, 0.2), point(0.3, 0.7), point(0.5, 0.4), point(1, 0.8)];
  // PGR 0.5 is accuracy 0.5, three fifths of the way from 0.2 to 0.7.
  expect(callPerformanceThreshold(noisy, 0.2, 0.8, 0.5)).toBeCloseTo(0.22, 12);
});

test('undefined without a gap, and where the curve never recovers so much', () => {
  expect(callPerformanceThreshold(line, 0.5, 0.5, 0.5)).toBeUndefined();
  expect(callPerformanceThreshold(line, 0.8, 0.2, 0.5)).toBeUndefined();
  expect(callPerformanceThreshold([point(0.1, 0.2)], 0.2, 0.8, 0.5)).toBeUndefined();
  expect(callPerformanceThreshold([], 0.2, 0.8, 0.5)).toBeUndefined();
});

test('more of the gap never costs less', () => {
  const curve = fc.array(
    fc.record({
      costShare: fc.double({ min: 0, max: 1, noNaN: true }),
      accuracy: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    { maxLength: 6 },
  );
  const share = fc.double({ min: 0.01, max: 1, noNaN: true });
  fc.assert(
    fc.property(curve, share, share, (points, x, y) => {
      const sorted = [...points.sort((a, b) => a.costShare - b.costShare), point(1, 0.8)];
      const less = callPerformanceThreshold(sorted, 0.2, 0.8, Math.min(x, y)) as number;
      const more = callPerformanceThreshold(sorted, 0.2, 0.8, Math.max(x, y)) as number;
      expect(more).toBeGreaterThanOrEqual(less - 1e-9);
    }),
  );
});
