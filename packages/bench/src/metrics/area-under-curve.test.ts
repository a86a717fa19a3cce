import fc from 'fast-check';
import { expect, test } from 'vitest';
import { areaUnderCurve } from './area-under-curve.js';
import { readFrontier } from './budgeted-accuracy.js';

const point = (costShare: number, accuracy: number) => ({ costShare, accuracy });

test('hand-computed: ramp to the first point, trapezoids between, a plateau after the last', () => {
  const frontier = [point(0.2, 0.4), point(0.6, 0.8)];
  // 0 … 0.2: triangle 0.04; 0.2 … 0.6: trapezoid 0.4 · 0.6 = 0.24; 0.6 … 1: 0.4 · 0.8 = 0.32
  expect(areaUnderCurve(frontier, 0, 1)).toBeCloseTo(0.6, 12);
  expect(areaUnderCurve(frontier, 0.2, 0.6)).toBeCloseTo(0.24, 12);
  // 0.5 … 0.7: (0.7 + 0.8) / 2 · 0.1 + 0.08
  expect(areaUnderCurve(frontier, 0.5, 0.7)).toBeCloseTo(0.155, 12);
});

test('degenerate curves and ranges are defined', () => {
  expect(areaUnderCurve([], 0, 1)).toBeUndefined();
  expect(areaUnderCurve([point(0, 0.5)], 0, 1)).toBe(0.5);
  expect(areaUnderCurve([point(1, 0.5)], 0, 1)).toBeCloseTo(0.25, 12);
  expect(areaUnderCurve([point(0.2, 0.4), point(0.2, 0.9)], 0.2, 0.2)).toBe(0);
  expect(areaUnderCurve([point(0.2, 0.4), point(0.2, 0.9)], 0.2, 1)).toBeCloseTo(0.72, 12);
});

test('is the mean of what one reads off, also where costs are out of order', () => {
  const anyPoint = fc.record({
    costShare: fc.integer({ min: 0, max: 20 }).map((n) => n / 16),
    accuracy: fc.integer({ min: 0, max: 16 }).map((n) => n / 16),
  });
  fc.assert(
    fc.property(fc.array(anyPoint, { minLength: 1, maxLength: 6 }), (frontier) => {
      const steps = 1600;
      let sum = 0;
      for (let i = 0; i < steps; i++) sum += readFrontier(frontier, (i + 0.5) / steps) ?? Number.NaN;
      expect(areaUnderCurve(frontier, 0, 1)).toBeCloseTo(sum / steps, 6);
    }),
    { numRuns: 60 },
  );
});
