import { ValidationError } from '@roro/core';
import { expect, test } from 'vitest';
import { costShare } from './cost-share.js';

test('mean over mean, not the mean of ratios', () => {
  // 15 / 50; the mean of the ratios would be (1 + 5/40) / 2 = 0.5625.
  expect(costShare([10, 5], [10, 40])).toBe(0.3);
});

test('the reference itself is 1', () => {
  expect(costShare([3, 4], [3, 4])).toBe(1);
});

test('other queries, no queries and a free reference are errors', () => {
  expect(() => costShare([1], [1, 2])).toThrow(ValidationError);
  expect(() => costShare([], [])).toThrow(ValidationError);
  expect(() => costShare([1], [0])).toThrow(/positive reference/);
});
