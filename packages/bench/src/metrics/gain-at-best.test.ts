import { expect, test } from 'vitest';
import { gainAtBest } from './gain-at-best.js';

test('hand-computed', () => {
  expect(gainAtBest(0.66, 0.6)).toBeCloseTo(0.1, 12);
  expect(gainAtBest(0.6, 0.6)).toBe(0);
  expect(gainAtBest(0, 0.6)).toBe(-1);
});

test('nothing to gain on', () => {
  expect(gainAtBest(0.5, 0)).toBeUndefined();
});
