import { expect, it } from 'vitest';
import { warmupCosine } from './schedule.js';

it('rises over the warm-up and falls to the floor', () => {
  const rate = (update: number): number => warmupCosine({ peak: 2, updates: 100, warmup: 10 }, update);
  expect(rate(0)).toBeCloseTo(0.2, 6);
  expect(rate(4)).toBeCloseTo(2 * 0.5 * (0.1 + 0.45 * (1 + Math.cos(0.04 * Math.PI))), 6);
  expect(rate(50)).toBeCloseTo(2 * 0.55, 6);
  expect(rate(100)).toBeCloseTo(0.2, 6);
  expect(rate(500)).toBeCloseTo(0.2, 6);
  expect(warmupCosine({ peak: 1, updates: 10 }, 0)).toBe(1);
});
