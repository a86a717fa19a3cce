import { Random, ValidationError } from '@roro/core';
import { expect, test } from 'vitest';
import { bootstrapPValue } from './bootstrap-p-value.js';
import { queriesForVariance, requiredQueries, variance } from './required-queries.js';

/** 10 % better, 10 % worse, 80 % alike: variance 0.2 · 100 / 99. */
const outcomes = Array.from({ length: 100 }, (_, i) => (i < 10 ? 1 : i < 20 ? -1 : 0));

test('hand-computed: (1.960 + 0.842)² · 0.2020 / 0.05²', () => {
  expect(requiredQueries({ difference: 0.05, outcomes })).toBe(635);
  expect(requiredQueries({ difference: -0.05, outcomes })).toBe(635);
  // (1.960 + 1.282)² and (2.576 + 0.842)²
  expect(requiredQueries({ difference: 0.05, power: 0.9, outcomes })).toBe(850);
  expect(requiredQueries({ difference: 0.05, level: 0.01, outcomes })).toBe(944);
});

test('half the difference needs four times as many; routers that agree more need fewer', () => {
  const whole = requiredQueries({ difference: 0.1, outcomes }) as number;
  const half = requiredQueries({ difference: 0.05, outcomes }) as number;
  expect(half / whole).toBeCloseTo(4, 1);
  const alike = outcomes.map((value, i) => (i % 2 === 0 ? value : 0));
  expect(requiredQueries({ difference: 0.05, outcomes: alike })).toBeLessThan(half);
});

test('hand-computed: seeds are a floor that queries do not get below', () => {
  expect(variance([1, 2, 6])).toBe(7);
  // (2.802)² · 0.2 / 0.05² = 627.9; with half of what is allowed taken by seeds, twice that
  const allowed = (0.05 / (1.959963985 + 0.841621234)) ** 2;
  expect(queriesForVariance({ difference: 0.05, variance: 0.2 })).toBe(628);
  expect(queriesForVariance({ difference: 0.05, variance: 0.2, floor: allowed / 2 })).toBe(1256);
  expect(queriesForVariance({ difference: 0.05, variance: 0.2, floor: allowed * 1.01 })).toBeUndefined();
});

test('degenerate cases', () => {
  expect(requiredQueries({ difference: 0, outcomes })).toBeUndefined();
  expect(requiredQueries({ difference: 0.1, outcomes: [0.1, 0.1, 0.1] })).toBe(2);
  expect(() => requiredQueries({ difference: 0.1, outcomes: [1] })).toThrow(ValidationError);
  expect(() => requiredQueries({ difference: 0.1, power: 1, outcomes })).toThrow(ValidationError);
  expect(() => requiredQueries({ difference: 0.1, level: 0, outcomes })).toThrow(ValidationError);
});

test('as many queries as it says show the difference about four times in five', () => {
  const random = new Random('power');
  // Better on 22 %, worse on 10 % of the queries: a difference of 0.12.
  const draw = (): number => {
    const place = random.uniform();
    return place < 0.22 ? 1 : place < 0.32 ? -1 : 0;
  };
  const pilot = Array.from({ length: 20_000 }, draw);
  const queries = requiredQueries({ difference: 0.12, outcomes: pilot }) as number;
  // (1.960 + 0.842)² · (0.32 − 0.0144) / 0.0144
  expect(queries).toBeGreaterThan(160);
  expect(queries).toBeLessThan(174);
  const worlds = 600;
  let seen = 0;
  for (let world = 0; world < worlds; world++) {
    const measured = Array.from({ length: queries }, draw);
    const replicates = Array.from({ length: 399 }, () => {
      let sum = 0;
      for (let i = 0; i < queries; i++) sum += measured[random.integer(0, queries - 1)] as number;
      return sum / queries;
    });
    if (bootstrapPValue(replicates) <= 0.05) seen++;
  }
  expect(seen / worlds).toBeGreaterThan(0.75);
  expect(seen / worlds).toBeLessThan(0.85);
});
