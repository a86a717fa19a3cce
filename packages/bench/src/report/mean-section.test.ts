import type { Comparison, Results } from '@roro/core';
import { expect, test } from 'vitest';
import { headline } from '../headline.js';
import { unbalancedTags } from '../test-data/unbalanced-tags.js';
import { acrossTable, settingMeans, settingTable } from './mean-section.js';
import { significanceStars } from './significance.js';

const at = (value: number) => ({ value, low: value - 0.1, high: value + 0.1 });
const router = (name: string, values: readonly number[]) => ({
  router: name,
  seeds: [1],
  points: [
    { knob: 0, accuracy: 0.5, costShare: 0.1, largeTokenShare: 0, callsPerQuery: 1 },
    { knob: 1, accuracy: 0.9, costShare: 1, largeTokenShare: 1, callsPerQuery: 1 },
  ],
  budgetedAccuracy: {
    '20': at(values[0] as number),
    '40': at(values[1] as number),
    '60': at(values[2] as number),
  },
});
const benchmark = (name: string, shift: number) => ({
  benchmark: name,
  queries: 10,
  routers: [
    router('srm-only', [0.5, 0.6, 0.7]),
    router('lrm-only', [0.5, 0.6, 0.7]),
    router('ours', [0.6 + shift, 0.7 + shift, 0.8]),
    router('other', [0.7, 0.6, 0.8]),
    router('oracle', [0.9, 0.9, 0.9]),
  ],
});
const lead: Comparison = {
  setting: 's',
  metric: 'mean BA@40',
  benchmarks: ['a', 'b'],
  router: 'ours',
  baseline: 'other',
  difference: { value: 0.2, low: 0.05, high: 0.3 },
  pValue: 0.0004,
  adjustedPValue: 0.004,
};
const setting = { setting: 's', pool: ['srm', 'lrm'], benchmarks: [benchmark('a', 0), benchmark('b', 0.2)] };
const results: Results = { version: 1, run: 'r', settings: [setting], comparisons: [lead] };

test('means over benchmarks, best per column, the oracle last and never best', () => {
  const rows = settingMeans(setting, ['a', 'b']);
  expect(rows.map((row) => row.router)).toEqual(['ours', 'srm-lrm-line', 'other', 'oracle']);
  expect(rows[0]?.means.map((value) => Number(value.toFixed(6)))).toEqual([0.7, 0.8, 0.8]);
  expect(rows.map((row) => row.best)).toEqual([
    [true, true, true],
    [false, false, false],
    [true, false, true],
    [false, false, false],
  ]);
});

test('a router without one of the benchmarks has no mean', () => {
  const part = {
    ...setting,
    benchmarks: [
      setting.benchmarks[0]!,
      { ...benchmark('b', 0), routers: benchmark('b', 0).routers.slice(0, 3) },
    ],
  };
  expect(settingMeans(part, ['a', 'b']).map((row) => row.router)).toEqual(['ours', 'srm-lrm-line']);
});

test('the table stars a lead by its adjusted p-value', () => {
  const figures = headline(results);
  if (figures === undefined) throw new Error('no headline');
  const { text } = settingTable(setting, results, figures, new Map());
  expect(unbalancedTags(text)).toEqual([]);
  expect(text).toContain(
    '<td>+20.0 <small>+5.0 to +30.0</small> <strong>**</strong> <small>p = 0.004</small></td>',
  );
  expect(text).toContain('<td><strong>80.0</strong></td>');
  expect(acrossTable(results, 'ours', new Map())).toBeUndefined();
  const all = { ...lead, setting: 'all', metric: 'mean BA@20/40/60' };
  const across = acrossTable({ ...results, comparisons: [lead, all] }, 'ours', new Map())?.text ?? '';
  expect(across).toContain('Lead of ours at all three');
  expect(across).toContain('+20.0 <small>+5.0 to +30.0</small>');
});

test('stars: thresholds, the adjusted value first, none where nothing was tested', () => {
  const stars = (pValue?: number, adjustedPValue?: number) => {
    const { pValue: _p, adjustedPValue: _a, ...bare } = lead;
    return significanceStars({
      ...bare,
      ...(pValue === undefined ? {} : { pValue }),
      ...(adjustedPValue === undefined ? {} : { adjustedPValue }),
    });
  };
  expect([
    stars(),
    stars(0.05),
    stars(0.049),
    stars(0.01),
    stars(0.009),
    stars(0.0009),
    stars(0.0001, 0.2),
  ]).toEqual([undefined, '', '*', '*', '**', '***', '']);
});
