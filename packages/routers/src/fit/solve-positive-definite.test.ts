import { expect, test } from 'vitest';
import { solvePositiveDefinite } from './solve-positive-definite.js';

test('solves a system worked by hand', () => {
  // 4x + 2y = 2, 2x + 5y + z = 3, y + 2z = 5: x = 4/7, y = −1/7, z = 18/7.
  const x = solvePositiveDefinite(Float64Array.of(4, 2, 0, 2, 5, 1, 0, 1, 2), Float64Array.of(2, 3, 5));
  expect([...x].map((value) => value * 7)).toEqual([4, -1, 18].map((value) => expect.closeTo(value, 12)));
});

test('a matrix that is not positive definite is an error', () => {
  expect(() => solvePositiveDefinite(Float64Array.of(1, 2, 2, 1), Float64Array.of(1, 1))).toThrow(
    'Expected a positive definite matrix, got the pivot -3 in row 1.',
  );
});
