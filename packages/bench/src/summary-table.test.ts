import type { Results, RouterResult } from '@roro/core';
import { expect, test } from 'vitest';
import { headline } from './headline.js';
import { summaryMarkdown, summaryTable } from './summary-table.js';

const router = (
  name: string,
  at: readonly [number, number, number],
  points: RouterResult['points'],
): RouterResult => {
  const interval = (value: number) => ({ value, low: value - 0.02, high: value + 0.02 });
  return {
    router: name,
    seeds: [1],
    points,
    budgetedAccuracy: { '20': interval(at[0]), '40': interval(at[1]), '60': interval(at[2]) },
  };
};
const point = (accuracy: number, costShare: number, knob: number | null = null) => ({
  knob,
  accuracy,
  costShare,
  largeTokenShare: 0.5,
  callsPerQuery: 5,
});
const line = [0.6, 0.65, 0.7] as const;
const results: Results = {
  version: 1,
  run: 'r',
  settings: [
    {
      setting: 'same-family',
      pool: ['srm', 'lrm'],
      benchmarks: [
        {
          benchmark: 'mixed',
          queries: 80,
          routers: [
            router('srm-only', line, [point(0.58, 0.14)]),
            router('lrm-only', line, [point(0.8, 1)]),
            router('grpo', [0.62, 0.7, 0.69], [point(0.6, 0.2, 0.1), point(0.7, 0.4, 0.3)]),
          ],
        },
      ],
    },
  ],
  comparisons: [
    {
      setting: 'same-family',
      metric: 'mean BA@40',
      benchmarks: ['mixed'],
      router: 'grpo',
      baseline: 'srm-lrm-line',
      difference: { value: 0.05, low: -0.004, high: 0.104 },
    },
  ],
};

test('plain text, aligned, best of a column marked', () => {
  expect(summaryTable(results)).toBe(
    [
      "At 40 % of the large model's cost, grpo answers 70.0 % (same-family against 80.0 % at full cost) of the questions right.",
      '',
      'same-family (srm → lrm)',
      'benchmark  router        alone, at cost  BA@20               BA@40               BA@60',
      '─────────  ────────────  ──────────────  ──────────────────  ──────────────────  ──────────────────',
      'mixed      srm-only      58.0 at 14 %    58.0                58.0                58.0',
      '           lrm-only      80.0 at 100 %   –                   –                   –',
      '           SRM–LRM line                  60.0 [58.0, 62.0]   65.0 [63.0, 67.0]   70.0 [68.0, 72.0]*',
      '           grpo                          62.0 [60.0, 64.0]*  70.0 [68.0, 72.0]*  69.0 [67.0, 71.0]',
      '',
      'mean BA@40 (mixed): grpo − SRM–LRM line = +5.0 points [−0.4, +10.4]',
    ].join('\n'),
  );
});

test('Markdown, best of a column in bold', () => {
  const text = summaryMarkdown(results);
  expect(text).toContain('| mixed | srm-only | 58.0 at 14 % | 58.0 | 58.0 | 58.0 |');
  expect(text).toContain(
    '|  | grpo |  | **62.0 [60.0, 64.0]** | **70.0 [68.0, 72.0]** | 69.0 [67.0, 71.0] |',
  );
  expect(text).toContain('- mean BA@40 (mixed): grpo − SRM–LRM line = +5.0 points');
});

test('a name cannot break the Markdown table', () => {
  const renamed = JSON.parse(JSON.stringify(results).replaceAll('"grpo"', '"a|b_c"')) as Results;
  expect(summaryMarkdown(renamed)).toContain('|  | a\\|b\\_c |');
});

test('without comparisons the headline is about the best router; without routers there is none', () => {
  const { comparisons: _comparisons, ...bare } = results;
  expect(headline(bare)?.router).toBe('grpo');
  expect(headline(bare)?.settings[0]?.routers.map(({ router: name, value }) => [name, value])).toEqual([
    ['grpo', 0.7],
    ['srm-lrm-line', 0.65],
  ]);
  expect(headline({ version: 1, run: 'r', settings: [] })).toBeUndefined();
  expect(summaryTable({ version: 1, run: 'r', settings: [] })).toBe('');
});

test('p-values of a comparison, where there are any', () => {
  const [comparison] = results.comparisons ?? [];
  const withValues = (values: object): Results => ({
    ...results,
    comparisons: [{ ...(comparison as NonNullable<typeof comparison>), ...values }],
  });
  expect(summaryTable(withValues({ pValue: 0.0123, adjustedPValue: 0.0492 }))).toMatch(
    /points \[−0\.4, \+10\.4\], p = 0\.012, 0\.049 adjusted$/,
  );
  expect(summaryTable(withValues({ pValue: 1 }))).toMatch(/\+10\.4\], p = 1$/);
});
