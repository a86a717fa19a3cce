import { Random } from '@roro/core';
import { expect, test } from 'vitest';
import { drawPairs, rubricPairReward } from './rubric-pair-reward.js';

test('the mean of ±1: a tie, the wrong order and a missing score are −1', () => {
  const right = { chosen: 0.2, rejected: 0.1 };
  const tie = { chosen: 0.1, rejected: 0.1 };
  const missing = { chosen: 0.9, rejected: undefined };
  expect(rubricPairReward([right])).toBe(1);
  expect(rubricPairReward([tie])).toBe(-1);
  expect(rubricPairReward([right, right, right, tie])).toBe(0.5);
  expect(rubricPairReward([right, missing, { chosen: undefined, rejected: 0 }, right])).toBe(0);
});

test('a rubric is tried on six pairs at most, the same for the same random stream', () => {
  const pairs = Array.from({ length: 9 }, (_, i) => i);
  const drawn = drawPairs(pairs, new Random('a', 1));
  expect(new Set(drawn).size).toBe(6);
  expect(drawPairs(pairs, new Random('a', 1))).toEqual(drawn);
  expect(drawPairs(pairs.slice(0, 4), new Random('a', 1)).toSorted()).toEqual([0, 1, 2, 3]);
});
