import fc from 'fast-check';
import { expect, test } from 'vitest';
import { averageImprovementInQuality, meanAccuracyOver } from './average-improvement-in-quality.js';
import { averagePerformanceGapRecovered } from './average-performance-gap-recovered.js';

const point = (costShare: number, accuracy: number) => ({ costShare, accuracy });

test('hand-computed: the hull leaves the dip out', () => {
  const points = [point(0.2, 0.4), point(0.4, 0.3), point(0.6, 0.8), point(1, 0.8)];
  // The hull is (0.2, 0.4) → (0.6, 0.8); the last point buys nothing.
  expect(averageImprovementInQuality(points)).toBeCloseTo(0.6, 12);
  // Over all costs: (0.24 + 0.4 · 0.8) / 0.8
  expect(averageImprovementInQuality(points, { low: 0.2, high: 1 })).toBeCloseTo(0.7, 12);
});

test('degenerate: no point, one point, an empty range', () => {
  expect(averageImprovementInQuality([])).toBeUndefined();
  expect(averageImprovementInQuality([point(0.3, 0.6)])).toBe(0.6);
  expect(averageImprovementInQuality([point(0, 0.6)])).toBe(0.6);
  expect(averageImprovementInQuality([point(0.3, 0.6)], { low: 0.5, high: 0.5 })).toBe(0.6);
  expect(meanAccuracyOver([], { low: 0, high: 1 })).toBeUndefined();
});

test('a further point never lowers it over one range, and APGR is the same area between the two models', () => {
  const anyPoint = fc.record({
    costShare: fc.double({ min: 0.2, max: 1, noNaN: true }),
    accuracy: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  const weak = point(0.2, 0.3);
  const strong = point(1, 0.7);
  const range = { low: 0.2, high: 1 };
  fc.assert(
    fc.property(fc.array(anyPoint, { maxLength: 6 }), anyPoint, (points, added) => {
      const before = averageImprovementInQuality([weak, strong, ...points], range) as number;
      expect(averageImprovementInQuality([weak, strong, ...points, added], range)).toBeGreaterThanOrEqual(
        before - 1e-9,
      );
      const frontier = [weak, ...points, strong];
      const area = meanAccuracyOver(frontier, range) as number;
      expect(averagePerformanceGapRecovered(frontier, weak, strong)).toBeCloseTo((area - 0.3) / 0.4, 9);
    }),
  );
});
