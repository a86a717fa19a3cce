import type { LearningCurveRecord } from '@roro/core';
import { expect, test } from 'vitest';
import { meanLearningCurves } from './mean-learning-curves.js';

const record = (
  [method, setting, seed, update]: [string, string, number, number],
  [rollouts, calls, at40]: [number, number, number],
): LearningCurveRecord => ({
  method,
  setting,
  seed,
  update,
  rollouts,
  calls,
  budgetedAccuracy: { '20': at40 - 0.25, '40': at40, '60': at40 + 0.125 },
});

test('the mean over settings and seeds; the spread is that of the seeds, not of the settings', () => {
  const [curve, ...others] = meanLearningCurves([
    record(['grpo', 'same', 1, 10], [100, 400, 0.5]),
    record(['grpo', 'same', 2, 10], [100, 500, 0.75]),
    record(['grpo', 'cross', 1, 10], [200, 600, 0.5]),
    record(['grpo', 'cross', 2, 10], [200, 900, 0.25]),
    record(['grpo', 'same', 1, 0], [20, 40, 0.5]),
    record(['grpo', 'same', 2, 0], [20, 40, 0.75]),
    record(['grpo', 'cross', 1, 0], [20, 60, 0.5]),
    record(['grpo', 'cross', 2, 0], [20, 60, 0.75]),
  ]);
  expect(others).toEqual([]);
  expect(curve).toEqual({
    method: 'grpo',
    points: [
      {
        update: 0,
        rollouts: 20,
        calls: 50,
        budgetedAccuracy: {
          // Seed 1: 0.5 in both settings; seed 2: 0.75 in both.
          '20': { value: 0.375, low: 0.25, high: 0.5 },
          '40': { value: 0.625, low: 0.5, high: 0.75 },
          '60': { value: 0.75, low: 0.625, high: 0.875 },
        },
      },
      {
        update: 10,
        rollouts: 150,
        calls: 600,
        budgetedAccuracy: {
          // Seed 1: 0.5 and 0.5; seed 2: 0.75 and 0.25. The seeds agree though the settings do not.
          '20': { value: 0.25, low: 0.25, high: 0.25 },
          '40': { value: 0.5, low: 0.5, high: 0.5 },
          '60': { value: 0.625, low: 0.625, high: 0.625 },
        },
      },
    ],
  });
});

test('no curve of a method that lacks a setting, no point that lacks a seed', () => {
  const curves = meanLearningCurves([
    record(['trim-agg', 'same', 1, 0], [1, 1, 0.5]),
    record(['grpo', 'same', 1, 0], [1, 1, 0.5]),
    record(['grpo', 'cross', 1, 0], [1, 1, 0.5]),
    record(['grpo', 'same', 2, 0], [1, 1, 0.5]),
    record(['grpo', 'cross', 2, 0], [1, 1, 0.5]),
    record(['grpo', 'same', 1, 5], [1, 1, 0.5]),
    record(['grpo', 'cross', 1, 5], [1, 1, 0.5]),
    record(['grpo', 'same', 2, 5], [1, 1, 0.5]),
  ]);
  expect(curves.map(({ method, points }) => [method, points.map(({ update }) => update)])).toEqual([
    ['grpo', [0]],
  ]);
  expect(meanLearningCurves([])).toEqual([]);
});
