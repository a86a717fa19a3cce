import { ConfigurationError, ValidationError } from '@roro/core';
import { expect, test } from 'vitest';
import { type CompareOptions, compareResults } from './compare-results.js';
import { evaluate } from './evaluate.js';
import type { MeasuredRun } from './measured-run.js';
import type { OutcomeRow } from './outcome-row.js';
import type { RunDifference } from './run-difference.js';
import { holmAdjusted } from './statistics/holm-adjusted.js';
import { simulatedRows } from './test-data/simulated-rows.js';

/** Queries of one router at one knob; `right` says which of them it answers. */
function cell(router: string, cost: number, right: (query: number) => boolean, queries = 40): OutcomeRow[] {
  return (['validation', 'test'] as const).flatMap((split) =>
    Array.from({ length: queries }, (_, i) => ({
      setting: 's',
      benchmark: 'b',
      split,
      router,
      knob: null,
      seed: 1,
      queryId: `${split}-${i}`,
      correct: right(i),
      cost,
      largeTokens: cost,
      tokens: 10,
      calls: 1,
    })),
  );
}

/** The router costs 40 % and is right on the first `right` queries; the models alone on a quarter and on all. */
const rowsOf = (right: number, queries = 40): OutcomeRow[] => [
  ...cell('srm-only', 1, (i) => i % 4 === 0, queries),
  ...cell('lrm-only', 10, () => true, queries),
  ...cell('grpo', 4, (i) => i < right, queries),
];
const run = (name: string, rows: readonly OutcomeRow[]): MeasuredRun => ({ name, rows });
const compare = (options: CompareOptions) => compareResults({ replicates: 300, ...options });
const of = (differences: readonly RunDifference[], metric: string, router = 'grpo') =>
  differences.find((entry) => entry.metric === metric && entry.router === router);

test('hand-computed: paired over the same queries, b − a', () => {
  const { differences, notes } = compare({ a: run('a', rowsOf(30)), b: run('b', rowsOf(32)) });
  const at40 = of(differences, 'BA@40');
  expect(at40?.a.value).toBeCloseTo(0.75, 12);
  expect(at40?.b.value).toBeCloseTo(0.8, 12);
  expect(at40?.difference.value).toBeCloseTo(0.05, 12);
  expect(at40?.pairedQueries).toBe(40);
  expect(notes).toEqual([]);
  // Two queries of 40 differ, all in favour of b: no resample has a difference below 0, about 13 % have none.
  expect(at40?.difference.low).toBe(0);
  expect(at40?.pValue).toBeGreaterThan(0.15);
  expect(at40?.pValue).toBeLessThan(0.4);
  // (1.960 + 0.842)² · s² / 0.05², s² = (2 · 0.95² + 38 · 0.05²) / 39, is 153.01; 300 replicates know s² to a tenth or so.
  expect(at40?.requiredQueries).toBeGreaterThan(130);
  expect(at40?.requiredQueries).toBeLessThan(178);
  // The same difference by another name: the frontier is flat in the models alone.
  const gap = of(differences, 'PGR@40');
  expect(gap?.difference.value).toBeCloseTo(0.05 / 0.75, 12);
  expect(of(differences, 'BA@40', 'srm-only')).toBeUndefined();
});

test('a run against itself: no difference in anything, and no number of queries would show one', () => {
  const rows = simulatedRows({ queries: 20, benchmarks: ['sums'] });
  const { differences } = compare({ a: run('a', rows), b: run('b', rows) });
  expect(new Set(differences.map(({ router }) => router))).toEqual(new Set(['random', 'entropy', 'grpo']));
  for (const { difference, pValue, adjustedPValue, requiredQueries } of differences) {
    expect(difference).toEqual({ value: 0, low: 0, high: 0 });
    expect([pValue, adjustedPValue, requiredQueries]).toEqual([1, 1, undefined]);
  }
});

test('pairing makes the interval of routers that answer alike narrow', () => {
  const rows = rowsOf(30);
  const other = run('b', rowsOf(32));
  const paired = of(compare({ a: run('a', rows), b: other }).differences, 'BA@40')?.difference;
  const renamed = rows.map((row) => ({ ...row, queryId: `other ${row.queryId}` }));
  const { differences, notes } = compare({ a: run('a', renamed), b: other });
  const unpaired = of(differences, 'BA@40');
  expect(notes).toEqual([
    's / b: not paired, for the runs have no test queries in common; intervals are taken as independent.',
  ]);
  expect(unpaired?.difference.value).toBeCloseTo(paired?.value as number, 12);
  expect((unpaired?.difference.high ?? 0) - (unpaired?.difference.low ?? 0)).toBeGreaterThan(
    2 * ((paired?.high ?? 1) - (paired?.low ?? 0)),
  );
  expect(unpaired).not.toHaveProperty('pValue');
  expect(unpaired).not.toHaveProperty('requiredQueries');
});

test('paired over the queries in common, where one measured more', () => {
  const more = [
    ...rowsOf(30).filter(({ split }) => split === 'validation'),
    ...rowsOf(30, 80).filter(({ split }) => split === 'test'),
  ];
  const { differences, notes } = compare({ a: run('a', rowsOf(30)), b: run('b', more) });
  expect(of(differences, 'BA@40')?.pairedQueries).toBe(40);
  expect(of(differences, 'BA@40')?.difference.value).toBe(0);
  expect(notes).toEqual(['s / b: paired over the 40 queries in common, of up to 80.']);
});

test('results alone: the intervals that they hold, unpaired', () => {
  const rows = rowsOf(30);
  const results = evaluate({ run: 'r', rows, pools: { s: ['srm', 'lrm'] } });
  const { differences, notes } = compare({ a: { name: 'a', results }, b: run('b', rowsOf(32)) });
  const own = results.settings[0]?.benchmarks[0]?.routers.find(({ router }) => router === 'grpo');
  expect(of(differences, 'BA@40')?.a).toEqual(own?.budgetedAccuracy['40']);
  expect(of(differences, 'APGR')?.a).toEqual(own?.metrics?.APGR);
  expect(notes.join()).toMatch(/s \/ b: not paired, for a has no outcomes/);
  // Old results have no other metrics.
  const old = structuredClone(results);
  for (const router of old.settings[0]?.benchmarks[0]?.routers ?? []) delete router.metrics;
  const few = compare({ a: { name: 'a', results: old }, b: { name: 'b', results } }).differences;
  expect(new Set(few.map(({ metric }) => metric))).toEqual(new Set(['BA@20', 'BA@40', 'BA@60']));
});

test('p-values are adjusted for all differences of the metric, metrics apart', () => {
  const rows = simulatedRows({ queries: 40 });
  const worse = rows.map((row) => (row.router === 'grpo' ? { ...row, correct: false } : row));
  const { differences } = compare({ a: run('a', worse), b: run('b', rows) });
  const family = differences.filter(({ metric }) => metric === 'BA@40');
  expect(family).toHaveLength(6);
  expect(family.map(({ adjustedPValue }) => adjustedPValue)).toEqual(
    holmAdjusted(family.map(({ pValue }) => pValue as number)),
  );
  expect(of(family, 'BA@40')?.adjustedPValue).toBeGreaterThan(of(family, 'BA@40')?.pValue as number);
});

test('routers and metrics can be chosen', () => {
  const rows = simulatedRows({ queries: 10, benchmarks: ['sums'] });
  const options = { a: run('a', rows), b: run('b', rows), routers: ['grpo'], metrics: ['APGR', 'BA@40'] };
  expect(compare(options).differences.map(({ router, metric }) => [router, metric])).toEqual([
    ['grpo', 'APGR'],
    ['grpo', 'BA@40'],
  ]);
  expect(() => compare({ ...options, metrics: ['BA@4'] })).toThrow(ConfigurationError);
  expect(() => compare({ ...options, metrics: ['BA@4'] })).toThrow(/Did you mean "BA@40"/);
  expect(() => compare({ ...options, routers: ['roro'] })).toThrow(/routers asked for: roro/);
});

test('what only one of them has is said; nothing in common is an error', () => {
  const both = simulatedRows({ queries: 10 });
  const sums = both.filter(({ benchmark }) => benchmark === 'sums');
  expect(compare({ a: run('a', both), b: run('b', sums) }).notes).toEqual([
    'same-family / mixed: only a has it.',
  ]);
  expect(compare({ a: run('a', sums), b: run('b', both) }).notes).toEqual([
    'same-family / mixed: only b has it.',
  ]);
  const mixed = both.filter(({ benchmark }) => benchmark === 'mixed');
  expect(() => compare({ a: run('a', sums), b: run('b', mixed) })).toThrow(ValidationError);
});

test('pools that differ are said', () => {
  const rows = rowsOf(30);
  const results = (pool: string[]) => evaluate({ run: 'r', rows, pools: { s: pool }, replicates: 10 });
  const { notes } = compare({
    a: { name: 'a', rows, results: results(['x', 'y']) },
    b: { name: 'b', rows, results: results(['x', 'z']) },
  });
  expect(notes[0]).toMatch(/pools differ/);
});

test('the same runs give the same comparison', () => {
  const options = { a: run('a', rowsOf(30)), b: run('b', rowsOf(33)) };
  expect(compare(options)).toEqual(compare(options));
});
