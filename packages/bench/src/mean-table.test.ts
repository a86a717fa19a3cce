import type { Results } from '@roro/core';
import { expect, test } from 'vitest';
import { meanMarkdown, meanRows } from './mean-table.js';

const interval = (value: number) => ({ value, low: value - 0.01, high: value + 0.01 });
const router = (
  name: string,
  values: [number, number, number],
  budget?: { rollouts: number; calls: number },
) => ({
  router: name,
  seeds: [1],
  points: [{ knob: null, accuracy: 0.5, costShare: 0.5, largeTokenShare: 0.5, callsPerQuery: 1 }],
  budgetedAccuracy: { '20': interval(values[0]), '40': interval(values[1]), '60': interval(values[2]) },
  ...(budget === undefined ? {} : { budget }),
});
const results: Results = {
  version: 1,
  run: 'study',
  settings: ['a', 'b'].map((setting, i) => ({
    setting,
    pool: ['srm', 'lrm'],
    benchmarks: [
      {
        benchmark: 'sums',
        queries: 2,
        routers: [
          router('srm-only', [0.5, 0.6, 0.7]),
          router('lrm-only', [1, 1, 1]),
          router('grpo', [0.6, 0.7, 0.8], { rollouts: 100, calls: 10 }),
          router('roro', [0.6 + 0.2 * i, 0.8, 0.9], { rollouts: 100, calls: 20 + 2 * i }),
        ],
      },
    ],
  })),
  comparisons: [
    {
      setting: 'all',
      metric: 'mean BA@20/40/60',
      benchmarks: ['sums'],
      router: 'roro',
      baseline: 'grpo',
      difference: { value: 0.1, low: 0.02, high: 0.15 },
    },
  ],
};

test('means over cells, with the difference and what training took', () => {
  const rows = meanRows(results);
  expect(rows.map((row) => row.router)).toEqual(['srm-lrm-line', 'grpo', 'roro']);
  const roro = rows[2];
  expect(roro?.means[0]).toBeCloseTo(0.7, 12);
  expect(roro).toMatchObject({ rollouts: 100, calls: 21, difference: undefined });
  expect(rows[1]?.difference?.difference.value).toBe(0.1);
  expect(rows[0]?.calls).toBeUndefined();
});

test('as Markdown', () => {
  expect(meanMarkdown(results).split('\n')[3]).toBe(
    '| grpo | 60.0 | 70.0 | 80.0 | 70.0 | +10.0 [+2.0, +15.0] | 100 | 10 |',
  );
});
