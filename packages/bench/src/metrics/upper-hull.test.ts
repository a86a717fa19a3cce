import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AccuracyCost, upperHull } from './upper-hull.js';

const point = (costShare: number, accuracy: number): AccuracyCost => ({ costShare, accuracy });

test('keeps the ends and what rises above the line between its neighbours', () => {
  const points = [point(1, 0.8), point(0.2, 0.4), point(0.4, 0.7), point(0.6, 0.71), point(0.5, 0.5)];
  // From 0.4 to 1 the line reads 0.733 at 0.6: that point lies below it.
  expect(upperHull(points)).toEqual([1, 2, 0]);
});

test('points on a straight line are dropped between its ends', () => {
  expect(upperHull([point(0, 0), point(0.5, 0.5), point(1, 1)])).toEqual([0, 2]);
});

test('a dearer point that is not more accurate is dropped', () => {
  expect(upperHull([point(0.1, 0.9), point(1, 0.8)])).toEqual([0]);
});

test('of equal costs the more accurate one is kept, of equal points the first', () => {
  expect(upperHull([point(0.5, 0.4), point(0.5, 0.6), point(0.5, 0.6)])).toEqual([1]);
  expect(upperHull([])).toEqual([]);
});

test('no point lies above the hull; the hull rises and is concave', () => {
  const coordinate = fc.integer({ min: 0, max: 20 }).map((n) => n / 20);
  const points = fc.array(
    fc.tuple(coordinate, coordinate).map(([c, a]) => point(c, a)),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(points, (list) => {
      const hull = upperHull(list).map((index) => list[index] as AccuracyCost);
      const slopes = hull.slice(1).map((b, i) => {
        const a = hull[i] as AccuracyCost;
        expect(b.costShare).toBeGreaterThan(a.costShare);
        expect(b.accuracy).toBeGreaterThan(a.accuracy);
        return (b.accuracy - a.accuracy) / (b.costShare - a.costShare);
      });
      for (let i = 1; i < slopes.length; i++) expect(slopes[i]).toBeLessThan(slopes[i - 1] as number);
      expect(hull.at(-1)?.accuracy).toBe(Math.max(...list.map((p) => p.accuracy)));
      expect(hull[0]?.costShare).toBe(Math.min(...list.map((p) => p.costShare)));
      for (const p of list) {
        const right = hull.findIndex((h) => h.costShare >= p.costShare);
        const b = right === -1 ? (hull.at(-1) as AccuracyCost) : (hull[right] as AccuracyCost);
        const a = right <= 0 ? b : (hull[right - 1] as AccuracyCost);
        const span = b.costShare - a.costShare;
        const weight = span === 0 ? 1 : (p.costShare - a.costShare) / span;
        expect(p.accuracy).toBeLessThanOrEqual(a.accuracy + weight * (b.accuracy - a.accuracy) + 1e-12);
      }
    }),
  );
});
