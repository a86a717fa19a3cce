import type { LearningCurveRecord } from '@roro/core';
import { expect, test } from 'vitest';
import { callsToReach } from './calls-to-reach.js';

const record = (
  method: string,
  seed: number,
  update: number,
  calls: number,
  at40: number,
): LearningCurveRecord => ({
  method,
  setting: 'same-family',
  seed,
  update,
  rollouts: 10 * calls,
  calls,
  budgetedAccuracy: { '20': 0, '40': at40, '60': 1 },
});

// Means over the seeds: (100, 0.4), (300, 0.5), (500, 0.45), (900, 0.65).
const curves = [
  record('grpo', 1, 0, 100, 0.4),
  record('grpo', 1, 10, 200, 0.55),
  record('grpo', 1, 20, 400, 0.4),
  record('grpo', 1, 30, 800, 0.7),
  record('grpo', 2, 0, 100, 0.4),
  record('grpo', 2, 10, 400, 0.45),
  record('grpo', 2, 20, 600, 0.5),
  record('grpo', 2, 30, 1000, 0.6),
  record('roro', 1, 0, 700, 0.41),
  record('roro', 1, 30, 900, 0.61),
];

test('the line between two snapshots of the mean curve', () => {
  expect(callsToReach(curves, { method: 'grpo', target: 0.45 })).toBeCloseTo(200, 9);
  // It falls again after 300 calls; the first time counts.
  expect(callsToReach(curves, { method: 'grpo', target: 0.48 })).toBeCloseTo(260, 9);
  expect(callsToReach(curves, { method: 'grpo', target: 0.6 })).toBeCloseTo(800, 9);
  expect(callsToReach(curves, { method: 'roro', target: 0.46 })).toBeCloseTo(750, 9);
});

test('at a snapshot, before the first one, and never', () => {
  expect(callsToReach(curves, { method: 'grpo', target: 0.5 })).toBeCloseTo(300, 9);
  expect(callsToReach(curves, { method: 'grpo', target: 0.3 })).toBe(100);
  expect(callsToReach(curves, { method: 'grpo', target: 0.66 })).toBeUndefined();
  expect(callsToReach(curves, { method: 'trim-agg', target: 0.1 })).toBeUndefined();
  expect(callsToReach([], { method: 'grpo', target: 0.1 })).toBeUndefined();
});
