import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFrontier } from './budgeted-accuracy.js';
import { costToReach } from './cost-to-reach.js';

const point = (costShare: number, accuracy: number) => ({ costShare, accuracy });
const noisy = [point(0.1, 0.2), point(0.3, 0.6), point(0.5, 0.4), point(1, 0.8)];

test('hand-computed: between two points, at a point, at the first', () => {
  expect(costToReach(noisy, 0.4)).toBeCloseTo(0.2, 12);
  expect(costToReach(noisy, 0.6)).toBe(0.3);
  expect(costToReach(noisy, 0.1)).toBe(0.1);
});

test('first crossing: it does not matter that the curve falls below again', () => {
  expect(costToReach(noisy, 0.5)).toBeCloseTo(0.25, 12);
  // (0.7 − 0.4) / 0.4 of the way from 0.5 to 1
  expect(costToReach(noisy, 0.7)).toBeCloseTo(0.875, 12);
});

test('an accuracy that is missed by a rounding error is reached', () => {
  expect(costToReach([point(0.1, 0.2), point(1, 0.3)], 0.1 + 0.2)).toBe(1);
});

test('never there, or nothing there', () => {
  expect(costToReach(noisy, 0.9)).toBeUndefined();
  expect(costToReach([], 0)).toBeUndefined();
});

test('on a rising curve it is the inverse of what one reads off', () => {
  const rises = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })), {
    minLength: 2,
    maxLength: 8,
  });
  fc.assert(
    fc.property(rises, fc.double({ min: 0, max: 1, noNaN: true }), (steps, where) => {
      let costShare = 0;
      let accuracy = 0;
      const curve = steps.map(([cost, gain]) => {
        costShare += cost / 100;
        accuracy += gain / 100;
        return { costShare, accuracy };
      });
      const first = curve[0]?.accuracy as number;
      const target = first + where * (accuracy - first);
      const cost = costToReach(curve, target) as number;
      expect(readFrontier(curve, cost)).toBeCloseTo(target, 8);
    }),
  );
});
