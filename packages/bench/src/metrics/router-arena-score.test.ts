import fc from 'fast-check';
import { expect, test } from 'vitest';
import { routerArenaScore } from './router-arena-score.js';

const leaderboard = { low: 0.0044, high: 200 };

test('figures of the published leaderboard: accuracy and dollars per 1000 queries', () => {
  const score = (accuracy: number, cost: number) =>
    100 * (routerArenaScore(accuracy, cost, leaderboard) ?? 0);
  // MIRT-BERT 66.89, Azure-Router 66.66, GPT-5 64.32, NotDiamond 57.29 (of July 2026); costs are rounded there.
  expect(score(0.6688, 0.15)).toBeCloseTo(66.89, 1);
  expect(score(0.6809, 0.54)).toBeCloseTo(66.66, 1);
  expect(score(0.7396, 10.02)).toBeCloseTo(64.32, 1);
});

test('hand-computed: half of the range of costs, by ratio', () => {
  // C = log(16 / 4) / log(16 / 1) = 0.5; S = 1.1 · 0.8 · 0.5 / (0.08 + 0.5)
  expect(routerArenaScore(0.8, 4, { low: 1, high: 16 })).toBeCloseTo(0.44 / 0.58, 12);
  // β = 1: the harmonic mean
  expect(routerArenaScore(0.8, 4, { low: 1, high: 16 }, 1)).toBeCloseTo(0.8 / 1.3, 12);
});

test('the ends: as cheap as can be, as dear as can be, never right', () => {
  const bounds = { low: 0.1, high: 1 };
  expect(routerArenaScore(0.8, 0.05, bounds)).toBeCloseTo(0.88 / 1.08, 12);
  expect(routerArenaScore(0.8, 1, bounds)).toBe(0);
  expect(routerArenaScore(0.8, 3, bounds)).toBe(0);
  expect(routerArenaScore(0, 0.5, bounds)).toBe(0);
  expect(routerArenaScore(0, 1, bounds)).toBe(0);
});

test('undefined without a cost or a range of costs', () => {
  expect(routerArenaScore(0.8, 0, { low: 0.1, high: 1 })).toBeUndefined();
  expect(routerArenaScore(0.8, 0.5, { low: 1, high: 1 })).toBeUndefined();
  expect(routerArenaScore(0.8, 0.5, { low: 0, high: 1 })).toBeUndefined();
});

test('in [0, 1]; more accuracy or less cost never lowers it', () => {
  const unit = fc.double({ min: 0, max: 1, noNaN: true });
  const cost = fc.double({ min: 0.01, max: 2, noNaN: true });
  fc.assert(
    fc.property(unit, unit, cost, cost, (a, b, c, d) => {
      const bounds = { low: 0.1, high: 1 };
      const better = routerArenaScore(Math.max(a, b), Math.min(c, d), bounds) as number;
      const worse = routerArenaScore(Math.min(a, b), Math.max(c, d), bounds) as number;
      expect(worse).toBeGreaterThanOrEqual(0);
      expect(better).toBeLessThanOrEqual(1 + 1e-12);
      expect(better).toBeGreaterThanOrEqual(worse - 1e-12);
    }),
  );
});
