import { expect, it } from 'vitest';
import { minibatches } from './minibatches.js';

it('keeps rollouts whole and in order, and fills up to the size', () => {
  const rollouts = [[1, 2], [3], [4, 5], [6, 7, 8, 9], [10]];
  expect(minibatches(rollouts, 3)).toEqual([[[1, 2], [3]], [[4, 5]], [[6, 7, 8, 9]], [[10]]]);
  expect(minibatches(rollouts, 100)).toEqual([rollouts]);
  expect(minibatches([], 3)).toEqual([]);
});
