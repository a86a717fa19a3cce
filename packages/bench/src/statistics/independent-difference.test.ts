import { expect, test } from 'vitest';
import { independentDifference } from './independent-difference.js';

test('hand-computed: 3-4-5 triangles', () => {
  const a = { value: 0.7, low: 0.67, high: 0.76 };
  const b = { value: 0.5, low: 0.42, high: 0.54 };
  const difference = independentDifference(a, b);
  expect(difference.value).toBeCloseTo(0.2, 12);
  expect(difference.low).toBeCloseTo(0.2 - 0.05, 12);
  expect(difference.high).toBeCloseTo(0.2 + 0.1, 12);
});

test('the other way round it is the same interval mirrored', () => {
  const a = { value: 0.7, low: 0.6, high: 0.76 };
  const b = { value: 0.5, low: 0.42, high: 0.6 };
  const one = independentDifference(a, b);
  const other = independentDifference(b, a);
  expect(other.low).toBeCloseTo(-one.high, 12);
  expect(other.high).toBeCloseTo(-one.low, 12);
});
