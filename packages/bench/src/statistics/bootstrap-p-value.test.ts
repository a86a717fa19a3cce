import { Random } from '@roro/core';
import { expect, test } from 'vitest';
import { bootstrapPValue } from './bootstrap-p-value.js';

test('hand-computed: 3 of 99 replicates on the other side', () => {
  const replicates = Array.from({ length: 99 }, (_, i) => i - 2.5);
  // below 0: −2.5, −1.5, −0.5; 2 · (3 + 1) / 100
  expect(bootstrapPValue(replicates)).toBeCloseTo(0.08, 12);
  expect(bootstrapPValue(replicates.map((value) => -value))).toBeCloseTo(0.08, 12);
});

test('never 0, never above 1', () => {
  expect(bootstrapPValue(new Float64Array(999).fill(0.1))).toBeCloseTo(0.002, 12);
  expect(bootstrapPValue(new Float64Array(999))).toBe(1);
  expect(bootstrapPValue([1, -1])).toBe(1);
  expect(bootstrapPValue([])).toBe(1);
});

test('without a difference it is below a level about that often', () => {
  const random = new Random('p-values');
  const worlds = 400;
  const queries = 80;
  let below = 0;
  for (let world = 0; world < worlds; world++) {
    const outcomes = Array.from({ length: queries }, () => random.integer(-1, 1));
    const replicates = Array.from({ length: 199 }, () => {
      let sum = 0;
      for (let draw = 0; draw < queries; draw++) sum += outcomes[random.integer(0, queries - 1)] as number;
      return sum / queries;
    });
    if (bootstrapPValue(replicates) < 0.1) below++;
  }
  expect(below / worlds).toBeGreaterThan(0.06);
  expect(below / worlds).toBeLessThan(0.14);
});
