import { expect, test } from 'vitest';
import { bracketTarget } from './calibration-bracket.js';
import type { CalibrationPoint } from './calibration-point.js';

/** Knobs 1, 2, 3 … of these costs (dearest alone: 10) and accuracies (dearest alone: 0.8). */
const grid = (...entries: readonly (readonly [number, number])[]): CalibrationPoint[] =>
  entries.map(([cost, accuracy], index) => ({
    router: 'roro',
    knob: index + 1,
    accuracy,
    accuracyShare: accuracy / 0.8,
    costShare: cost / 10,
    cost,
  }));

const rising = grid([1, 0.2], [3, 0.4], [5, 0.6], [9, 0.8]);

test('the neighbours on both sides of the target', () => {
  expect(bracketTarget(rising, { kind: 'cost', value: 0.4 })).toEqual({ meets: 2, misses: 3 });
  expect(bracketTarget(rising, { kind: 'cost', value: 0.5 })).toEqual({ meets: 3, misses: 4 });
  expect(bracketTarget(rising, { kind: 'money', value: 2 })).toEqual({ meets: 1, misses: 2 });
  // 0.6 / 0.8 = 75 %.
  expect(bracketTarget(rising, { kind: 'accuracy', value: 0.7 })).toEqual({ meets: 3, misses: 2 });
});

test('nothing to search beyond the ends of a grid', () => {
  expect(bracketTarget(rising, { kind: 'cost', value: 0.05 })).toBeUndefined();
  expect(bracketTarget(rising, { kind: 'cost', value: 0.95 })).toBeUndefined();
  expect(bracketTarget(rising, { kind: 'accuracy', value: 0.1 })).toBeUndefined();
  expect(bracketTarget(rising.slice(0, 3), { kind: 'accuracy', value: 1 })).toBeUndefined();
  expect(bracketTarget(rising.slice(0, 1), { kind: 'cost', value: 0.4 })).toBeUndefined();
  expect(bracketTarget([], { kind: 'cost', value: 0.4 })).toBeUndefined();
});

test('on a noisy grid: the last step that leaves a cost, the first that reaches an accuracy', () => {
  const noisy = grid([1, 0.2], [5, 0.7], [3, 0.4], [5, 0.3], [9, 0.8]);
  expect(bracketTarget(noisy, { kind: 'cost', value: 0.4 })).toEqual({ meets: 3, misses: 4 });
  expect(bracketTarget(noisy, { kind: 'accuracy', value: 0.8 })).toEqual({ meets: 2, misses: 1 });
});
