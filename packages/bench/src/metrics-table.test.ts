import { type Results, resultsSchema } from '@roro/core';
import { expect, test } from 'vitest';
import { metricsMarkdown, metricText } from './metrics-table.js';

const around = (value: number, by: number) => ({ value, low: value - by, high: value + by });
const at = { '20': around(0.5, 0.1), '40': around(0.5, 0.1), '60': around(0.5, 0.1) };
const point = { knob: null, accuracy: 0.5, costShare: 0.5, largeTokenShare: 0.5, callsPerQuery: 1 };
const router = (name: string, metrics?: Record<string, ReturnType<typeof around>>) => ({
  router: name,
  seeds: [1],
  points: [point],
  budgetedAccuracy: at,
  ...(metrics === undefined ? {} : { metrics }),
});
const results = (routers: ReturnType<typeof router>[]): Results =>
  resultsSchema.parse({
    version: 1,
    run: 'r',
    settings: [
      {
        setting: 'same_family',
        pool: ['srm', 'lrm'],
        benchmarks: [{ benchmark: 'mixed', queries: 10, routers }],
      },
    ],
  });

test('a table a setting: percent, significant digits, what has no meaning', () => {
  const text = metricsMarkdown(
    results([
      router('srm-only', { APGR: around(0.5, 0) }),
      router('lrm-only', { APGR: around(0.5, 0) }),
      router('a|b', { APGR: around(0.7, 0.05), 'A/F@40': around(3e-7, 1e-8), 'ΔIBC@40': around(0.1, 0.3) }),
    ]),
  );
  const lines = text.split('\n');
  expect(lines[0]).toBe('**same\\_family**');
  expect(lines[2]).toBe(
    '| benchmark | router | PGR@40 ↑ | CPT@50 ↓ | CPT@80 ↓ | CPT@95 ↓ | APGR ↑ | FLOPs@98 ↓ | AIQ ↑ | ΔIBC@40 ↑ | A/F@40 ↑ | RouterArena@40 ↑ | Gain@Best ↑ | Gap@Oracle ↓ |',
  );
  expect(lines[4]).toBe(
    '| mixed | SRM–LRM line | – | – | – | – | 50.0 [50.0, 50.0] | – | – | – | – | – | – | – |',
  );
  expect(lines[5]).toBe(
    '|  | a\\|b | – | – | – | – | 70.0 [65.0, 75.0] | – | – | 10.0 [−20.0, 40.0] | 3.00e−7 [2.90e−7, 3.10e−7] | – | – | – |',
  );
  expect(lines).toHaveLength(6);
});

test('results without metrics have no table', () => {
  expect(metricsMarkdown(results([router('srm-only'), router('grpo')]))).toBe('');
});

test('a figure alone', () => {
  expect(metricText({ form: 'share' }, -0.0312)).toBe('−3.1');
  expect(metricText({ form: 'number' }, -0.000012345)).toBe('−1.23e−5');
});
