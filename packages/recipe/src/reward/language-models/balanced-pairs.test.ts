import { type PairReason, Random } from '@roro/core';
import { expect, it } from 'vitest';
import { balancedPairs } from './balanced-pairs.js';

const pairs = (reason: PairReason, count: number) =>
  Array.from({ length: count }, (_, index) => ({ pair: { reason }, index }));
const all = [...pairs('outcome', 20), ...pairs('cost', 3), ...pairs('process', 6)];
const draw = (count: number, seed = 1) => balancedPairs(all, count, new Random('balanced', seed));
const countsOf = (drawn: typeof all) =>
  (['process', 'outcome', 'cost'] as const).map(
    (reason) => drawn.filter(({ pair }) => pair.reason === reason).length,
  );

it('takes reasons by turns as long as there are pairs of each', () => {
  expect(countsOf(draw(9))).toEqual([3, 3, 3]);
  expect(countsOf(draw(15))).toEqual([6, 6, 3]);
  expect(countsOf(draw(16))).toEqual([6, 7, 3]);
  expect(countsOf(draw(100))).toEqual([6, 20, 3]);
  expect(balancedPairs([], 5, new Random('none'))).toEqual([]);
});

it('draws none twice, by the seed alone', () => {
  expect(new Set(draw(29)).size).toBe(29);
  expect(draw(9)).toEqual(draw(9));
  expect(draw(9)).not.toEqual(draw(9, 2));
});
