import { expect, test } from 'vitest';
import { quantileGrid } from './quantile-grid.js';

test('equal shares of the values, from the smallest to the largest', () => {
  expect(quantileGrid([0.5, 0.1, 0.4, 0.2, 0.3], 3)).toEqual([0.1, 0.3, 0.5]);
  expect(quantileGrid([2, 1], 20)).toEqual([1, 2]);
  expect(quantileGrid([1, 1, 1])).toEqual([1]);
  expect(() => quantileGrid([])).toThrow('Expected at least one value to make a grid of, got none.');
});
