import { expect, test } from 'vitest';
import type { KnobOutcomes } from './outcomes.js';
import { overall, Resampling } from './resampling.js';

/** Accuracy and cost of each seed are given; every query has their mean. */
const outcomes = (bySeed: Record<number, number>, correct = [1, 0, 0, 1]): KnobOutcomes => ({
  knob: null,
  correct: Float64Array.from(correct),
  cost: Float64Array.from(correct, (_, i) => i + 1),
  bySeed: Object.entries(bySeed).map(([seed, accuracy]) => ({
    seed: Number(seed),
    accuracy,
    cost: 10 * accuracy,
  })),
  largeTokenShare: 0,
  callsPerQuery: 1,
});
const resampling = (options: { seed?: number; benchmark?: string } = {}) =>
  new Resampling({ queries: 4, replicates: 40, seed: 1, benchmark: 'sums', ...options });
const accuracies = (of: Resampling, what: 'ofQueries' | 'ofSeeds', own: KnobOutcomes): number[] =>
  Array.from({ length: of.replicates }, (_, replicate) => of[what](replicate)(own).accuracy);

test('hand-computed: everything', () => {
  expect(overall(outcomes({ 1: 0.5 }))).toEqual({ accuracy: 0.5, cost: 2.5 });
});

test('queries are drawn with replacement: accuracy and cost of a replicate are of the same queries', () => {
  const drawn = resampling();
  const own = outcomes({ 1: 0.5 });
  const identity = { ...own, cost: own.correct };
  for (let replicate = 0; replicate < 40; replicate++) {
    const { accuracy, cost } = drawn.ofQueries(replicate)(identity);
    expect(cost).toBe(accuracy);
    expect([0, 0.25, 0.5, 0.75, 1]).toContain(accuracy);
  }
  expect(new Set(accuracies(drawn, 'ofQueries', own)).size).toBeGreaterThan(2);
});

test('seeds are drawn with replacement, whole: with two seeds a replicate is the one, the other or their mean', () => {
  const drawn = accuracies(resampling(), 'ofSeeds', outcomes({ 1: 0.25, 2: 0.75 }));
  expect([...new Set(drawn)].sort()).toEqual([0.25, 0.5, 0.75]);
});

test('one seed is not drawn: it is as it was measured', () => {
  expect(new Set(accuracies(resampling(), 'ofSeeds', outcomes({ 7: 0.5 })))).toEqual(new Set([0.5]));
  const { bySeed: _bySeed, ...without } = outcomes({ 7: 0.25 });
  expect(new Set(accuracies(resampling(), 'ofSeeds', without))).toEqual(new Set([0.5]));
});

test('the same seeds are drawn together, on every benchmark; other seeds apart', () => {
  const one = outcomes({ 1: 0.25, 2: 0.75 });
  const other = outcomes({ 1: 0.75, 2: 0.25 });
  const apart = outcomes({ 1: 0.25, 3: 0.75 });
  const drawn = resampling();
  const ofOne = accuracies(drawn, 'ofSeeds', one);
  expect(accuracies(drawn, 'ofSeeds', other)).toEqual(ofOne.map((accuracy) => 1 - accuracy));
  expect(accuracies(resampling({ benchmark: 'mixed' }), 'ofSeeds', one)).toEqual(ofOne);
  expect(accuracies(drawn, 'ofSeeds', apart)).not.toEqual(ofOne);
});

test('the same seed draws the same; another benchmark or seed draws other queries', () => {
  const own = outcomes({ 1: 0.5, 2: 0.5 });
  const drawn = accuracies(resampling(), 'ofQueries', own);
  expect(accuracies(resampling(), 'ofQueries', own)).toEqual(drawn);
  expect(accuracies(resampling({ benchmark: 'mixed' }), 'ofQueries', own)).not.toEqual(drawn);
  expect(accuracies(resampling({ seed: 2 }), 'ofQueries', own)).not.toEqual(drawn);
});
