import fc from 'fast-check';
import { expect, test } from 'vitest';
import { budgetedAccuracy, chooseFrontier, readFrontier } from './budgeted-accuracy.js';
import type { AccuracyCost } from './upper-hull.js';

const point = (costShare: number, accuracy: number): AccuracyCost => ({ costShare, accuracy });
const ends = [point(0.1, 0.2), point(1, 0.8)];

test('the ends alone give the straight line', () => {
  // 0.2 + (0.4 − 0.1) / 0.9 · 0.6
  expect(budgetedAccuracy(ends, 0.4)).toBeCloseTo(0.4, 12);
  expect(budgetedAccuracy(ends, 0.1)).toBe(0.2);
  expect(budgetedAccuracy(ends, 1)).toBe(0.8);
});

test('a policy that collapsed to the large model gets the line, not its accuracy (METHOD § 9 (5))', () => {
  const collapsed = [point(1, 0.8), point(0.98, 0.79)];
  expect(budgetedAccuracy([...ends, ...collapsed], 0.2)).toBeCloseTo(0.2 + (0.1 / 0.88) * 0.59, 12);
  expect(budgetedAccuracy([...ends, ...collapsed], 0.2)).toBeLessThan(0.28);
});

test('a noisy dip is mixed over', () => {
  const curve = [...ends, point(0.4, 0.6), point(0.6, 0.5)];
  // line from (0.4, 0.6) to (1, 0.8) at 0.6
  expect(budgetedAccuracy(curve, 0.6)).toBeCloseTo(0.6 + (0.2 / 0.6) * 0.2, 12);
});

test('below the cheapest policy only a share of the queries is answered; above the best one it stands', () => {
  expect(budgetedAccuracy(ends, 0.05)).toBeCloseTo(0.1, 12);
  expect(budgetedAccuracy(ends, 0)).toBe(0);
  expect(budgetedAccuracy([...ends, point(0.5, 0.9)], 0.6)).toBe(0.9);
});

test('knobs chosen on validation are read on test, whatever they turn out to be there', () => {
  const validation = [point(0.1, 0.2), point(1, 0.8), point(0.3, 0.6), point(0.5, 0.55)];
  const test = [point(0.1, 0.25), point(1, 0.75), point(0.35, 0.5), point(0.45, 0.74)];
  const frontier = chooseFrontier(validation);
  expect(frontier).toEqual([0, 2, 1]);
  const read = readFrontier(
    frontier.map((index) => test[index] as AccuracyCost),
    0.4,
  );
  // between (0.35, 0.5) and (1, 0.75); the knob that is lucky on test (0.45, 0.74) was not chosen
  expect(read).toBeCloseTo(0.5 + (0.05 / 0.65) * 0.25, 12);
});

test('test costs out of validation order: the first crossing counts', () => {
  const frontier = [point(0.1, 0.2), point(0.5, 0.6), point(0.4, 0.7), point(1, 0.8)];
  expect(readFrontier(frontier, 0.3)).toBeCloseTo(0.4, 12);
  expect(readFrontier(frontier, 0.7)).toBeCloseTo(0.75, 12);
});

test('degenerate curves are defined', () => {
  expect(budgetedAccuracy([], 0.4)).toBeUndefined();
  expect(budgetedAccuracy([point(0, 0.5)], 0)).toBe(0.5);
  expect(budgetedAccuracy([point(0.5, 0.5), point(0.5, 0.5)], 0.5)).toBe(0.5);
  // a small model that is better than the large one
  expect(budgetedAccuracy([point(0.1, 0.9), point(1, 0.8)], 0.4)).toBe(0.9);
});

const share = fc.double({ min: 0, max: 1.2, noNaN: true });
const anyPoint = fc.record({
  costShare: fc.double({ min: 0, max: 1.5, noNaN: true }),
  accuracy: fc.double({ min: 0, max: 1, noNaN: true }),
});

test('never NaN, never outside [0, 1], and non-decreasing in the budget', () => {
  fc.assert(
    fc.property(fc.array(anyPoint, { minLength: 1, maxLength: 12 }), share, share, (curve, x, y) => {
      const low = budgetedAccuracy(curve, Math.min(x, y)) as number;
      const high = budgetedAccuracy(curve, Math.max(x, y)) as number;
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1 + 1e-12);
      expect(low).toBeLessThanOrEqual(high + 1e-12);
    }),
  );
});

test('another point within the budget range never lowers BA', () => {
  fc.assert(
    fc.property(fc.array(anyPoint, { minLength: 1, maxLength: 12 }), anyPoint, share, (curve, added, b) => {
      // A point cheaper than every other one would replace "answer a share of the queries", so start after it.
      const cheapest = Math.min(...curve.map((p) => p.costShare));
      if (added.costShare < cheapest || b < cheapest) return;
      const before = budgetedAccuracy(curve, b) as number;
      const after = budgetedAccuracy([...curve, added], b) as number;
      expect(after).toBeGreaterThanOrEqual(before - 1e-12);
    }),
  );
});
