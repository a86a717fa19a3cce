import { expect, test } from 'vitest';
import { operatingPoint } from './operating-point.js';

const point = (costShare: number, accuracy: number) => ({ costShare, accuracy });

test('between two points the budget is spent', () => {
  const at = operatingPoint([point(0.1, 0.2), point(0.5, 0.6)], 0.3);
  expect(at?.accuracy).toBeCloseTo(0.4, 12);
  expect(at?.costShare).toBe(0.3);
});

test('above the last point its own cost is spent, below the first the budget', () => {
  const frontier = [point(0.1, 0.2), point(0.3, 0.9)];
  expect(operatingPoint(frontier, 0.4)).toEqual(point(0.3, 0.9));
  expect(operatingPoint(frontier, 0.05)?.accuracy).toBeCloseTo(0.1, 12);
  expect(operatingPoint(frontier, 0.05)?.costShare).toBe(0.05);
  // The last point of the order is not the dearest one: the dearest is still to come at 0.4.
  expect(operatingPoint([point(0.1, 0.2), point(0.5, 0.6), point(0.45, 0.7)], 0.4)?.costShare).toBe(0.4);
  expect(operatingPoint([point(0.1, 0.2), point(0.5, 0.6), point(0.45, 0.7)], 0.6)).toEqual(point(0.45, 0.7));
});

test('no point, no policy', () => {
  expect(operatingPoint([], 0.4)).toBeUndefined();
});
