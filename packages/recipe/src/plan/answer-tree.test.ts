import { expect, it } from 'vitest';
import {
  type AnswerTree,
  distinctPrefixes,
  distinctSteps,
  distinctSweepSteps,
  fitTexts,
} from './answer-tree.js';

/** Two ways at every prefix, each with another text. */
const half = { count: 1, share: 0.5 };
const binary: AnswerTree = { texts: [half, half], calls: [half, half], steps: 2 };

it('two rollouts in a binary tree of two levels', () => {
  // Level 1: 2·(1 − 1/4) = 1.5; level 2: 4·(1 − 9/16) = 1.75.
  expect(distinctSteps(binary, 2)).toBeCloseTo(3.25, 12);
  expect(distinctPrefixes(binary, 2)).toBeCloseTo(3.25, 12);
  // Half of the second level.
  expect(distinctSteps({ ...binary, steps: 1.5 }, 2)).toBeCloseTo(1.5 + 0.875, 12);
});

it('a usual and an unusual text', () => {
  const texts: AnswerTree['texts'] = [
    { count: 1, share: 0.9 },
    { count: 1, share: 0.1 },
  ];
  // Level 1: (1 − 0.1²) + (1 − 0.9²) = 1.18; level 2: (1 − 0.19²) + 2·(1 − 0.91²) + (1 − 0.99²) = 0.9639 + 0.3438 + 0.0199.
  expect(distinctPrefixes({ texts, steps: 2 }, 2)).toBeCloseTo(1.18 + 1.3276, 12);
});

it('draws that say the same are steps of their own that lead to one prefix', () => {
  const texts: AnswerTree['texts'] = [
    { count: 1, share: 1 },
    { count: 1, share: 0 },
  ];
  const draws = { texts, calls: [{ count: 2, share: 1 }], steps: 3 };
  expect(distinctPrefixes(draws, 2)).toBeCloseTo(3, 12);
  expect(distinctSteps(draws, 2)).toBeCloseTo(4.5, 12);
  // Asked for every other time: (1 − (3/4)²)·2 a level.
  expect(distinctSteps({ ...draws, calls: [{ count: 2, share: 0.5 }] }, 2)).toBeCloseTo(3 * 0.875, 12);
});

it('the ends: one rollout shares nothing, one way shares everything, deep trees share nothing', () => {
  expect(distinctSteps({ ...binary, steps: 7 }, 1)).toBeCloseTo(7, 9);
  const one: AnswerTree = {
    texts: [
      { count: 1, share: 1 },
      { count: 1, share: 0 },
    ],
    calls: [{ count: 1, share: 1 }],
    steps: 7,
  };
  expect(distinctSteps(one, 50)).toBeCloseTo(7, 12);
  const two = { count: 2, share: 0.5 };
  const deep = distinctSteps({ texts: [two, two], calls: [two, two], steps: 600 }, 8);
  expect(deep).toBeGreaterThan(0.99 * 4800);
  expect(deep).toBeLessThan(4800);
  expect(distinctSteps(binary, 0)).toBeCloseTo(0, 12);
  // Every place of a small tree is reached in the end: 2 + 4 + 8.
  expect(distinctSteps({ ...binary, steps: 3 }, 10_000)).toBeCloseTo(14, 9);
});

it('the texts that a number of prefixes tells', () => {
  for (const usual of [0.6, 0.9, 0.99]) {
    const texts: AnswerTree['texts'] = [
      { count: 1, share: usual },
      { count: 1, share: 1 - usual },
    ];
    const prefixes = distinctPrefixes({ texts, steps: 5.9 }, 16);
    expect(fitTexts(prefixes, 5.9, 16)[0].share).toBeCloseTo(usual, 6);
  }
  expect(fitTexts(3, 3, 4)[0].share).toBeCloseTo(1, 6);
});

it('a sweep of a threshold', () => {
  // Two knobs are parted by the first step at the latest: 2 answers after each of 3 steps.
  expect(distinctSweepSteps(2, 3)).toBeCloseTo(6, 12);
  // Three knobs, two cuts: 1 + 2·(1 − 1/2), then 1 + 2·(1 − 1/4).
  expect(distinctSweepSteps(3, 2)).toBeCloseTo(2 + 2.5, 12);
  expect(distinctSweepSteps(1, 5)).toBe(5);
  expect(distinctSweepSteps(2, 1.5)).toBeCloseTo(3, 12);
});
