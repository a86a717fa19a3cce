import { expect, test } from 'vitest';
import { accuracy } from './accuracy.js';

test('three of four right is 0.75', () => {
  expect(accuracy([true, true, false, true])).toBe(0.75);
});

test('entries may be means over seeds', () => {
  expect(accuracy(Float64Array.of(1, 0.5, 0))).toBe(0.5);
});

test('no outcome has no accuracy', () => {
  expect(accuracy([])).toBeUndefined();
});
