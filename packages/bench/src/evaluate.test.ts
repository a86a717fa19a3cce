import { type Results, resultsSchema, ValidationError } from '@roro/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluate } from './evaluate.js';
import type { OutcomeRow } from './outcome-row.js';
import { simulatedRows } from './test-data/simulated-rows.js';

const pools = { 'same-family': ['srm', 'lrm'] };

/** Ten queries; `right` of them answered, each at `cost`. */
function cell(
  split: 'validation' | 'test',
  router: string,
  knob: number | null,
  right: number,
  cost: number,
): OutcomeRow[] {
  return Array.from({ length: 10 }, (_, i) => ({
    setting: 'same-family',
    benchmark: 'mixed',
    split,
    router,
    knob,
    seed: 1,
    queryId: `${split}-${i}`,
    correct: i < right,
    cost,
    largeTokens: cost,
    tokens: 10,
    calls: 2,
  }));
}

const handComputed = [
  ...cell('validation', 'srm-only', null, 2, 1),
  ...cell('validation', 'lrm-only', null, 8, 10),
  ...cell('validation', 'grpo', 0.1, 6, 4),
  ...cell('validation', 'grpo', 0.2, 4, 6),
  ...cell('test', 'srm-only', null, 3, 1),
  ...cell('test', 'lrm-only', null, 7, 10),
  ...cell('test', 'grpo', 0.1, 5, 5),
  ...cell('test', 'grpo', 0.2, 7, 3),
];

const routerOf = (results: Results, name: string) =>
  results.settings[0]?.benchmarks[0]?.routers.find(({ router }) => router === name);

test('hand-computed: knobs are chosen on validation and read on test', () => {
  const results = evaluate({ run: 'r', rows: handComputed, pools });
  expect(resultsSchema.parse(results)).toEqual(results);
  const grpo = routerOf(results, 'grpo');
  expect(grpo?.points.map(({ knob, accuracy, costShare }) => [knob, accuracy, costShare])).toEqual([
    [0.2, 0.7, 0.3],
    [0.1, 0.5, 0.5],
  ]);
  // Validation keeps 0.1 and drops 0.2; on test: (0.1, 0.3) → (0.5, 0.5) → (1, 0.7).
  expect(grpo?.budgetedAccuracy['20'].value).toBeCloseTo(0.35, 12);
  expect(grpo?.budgetedAccuracy['40'].value).toBeCloseTo(0.45, 12);
  expect(grpo?.budgetedAccuracy['60'].value).toBeCloseTo(0.54, 12);
  // Both ends carry the straight line.
  for (const end of ['srm-only', 'lrm-only']) {
    expect(routerOf(results, end)?.budgetedAccuracy['40'].value).toBeCloseTo(0.3 + (0.3 / 0.9) * 0.4, 12);
  }
});

test('compares with every other router and the straight line, paired', () => {
  const comparison = { router: 'grpo', benchmarks: ['sums', 'mixed'] };
  const rows = simulatedRows({ queries: 120 });
  const results = evaluate({ run: 'r', rows, pools, comparisons: [comparison] });
  expect(results.comparisons?.map(({ baseline }) => baseline)).toEqual(['srm-lrm-line', 'random', 'entropy']);
  for (const { baseline, difference, benchmarks } of results.comparisons ?? []) {
    expect(benchmarks).toEqual(['sums', 'mixed']);
    const mean = (name: string): number => {
      const values = results.settings[0]?.benchmarks.map(
        ({ routers }) =>
          routers.find(({ router }) => router === name)?.budgetedAccuracy['40'].value ?? Number.NaN,
      ) as number[];
      return ((values[0] as number) + (values[1] as number)) / 2;
    };
    const other = baseline === 'srm-lrm-line' ? 'srm-only' : baseline;
    expect(difference.value).toBeCloseTo(mean('grpo') - mean(other), 12);
  }
  // Pairing removes the variance that the routers share: shared queries, and shared ends of the curve.
  const [grpo, line] = ['grpo', 'srm-only'].map((name) => {
    const interval = routerOf(results, name)?.budgetedAccuracy['40'];
    return (interval?.high ?? 0) - (interval?.low ?? 0);
  }) as [number, number];
  const toLine = results.comparisons?.[0]?.difference;
  expect((toLine?.high ?? 1) - (toLine?.low ?? 0)).toBeLessThan(Math.hypot(grpo, line));
});

test('a router against a copy of itself differs by exactly nothing', () => {
  const rows = simulatedRows({ queries: 30 });
  const copy = rows.filter((row) => row.router === 'grpo').map((row) => ({ ...row, router: 'copy' }));
  const results = evaluate({
    run: 'r',
    rows: [...rows, ...copy],
    pools,
    comparisons: [{ router: 'grpo', benchmarks: ['sums', 'mixed'] }],
  });
  const difference = results.comparisons?.find(({ baseline }) => baseline === 'copy')?.difference;
  expect(difference).toEqual({ value: 0, low: 0, high: 0 });
});

test('neither the order of the rows nor another router changes a result', () => {
  const rows = simulatedRows({ queries: 20 });
  const results = evaluate({ run: 'r', rows, pools, seed: 3 });
  expect(evaluate({ run: 'r', rows, pools, seed: 3 })).toEqual(results);
  const fewer = evaluate({
    run: 'r',
    rows: rows.filter(({ router }) => router !== 'random'),
    pools,
    seed: 3,
  });
  expect(routerOf(fewer, 'grpo')).toEqual(routerOf(results, 'grpo'));
  const reversed = evaluate({ run: 'r', rows: rows.toReversed(), pools, seed: 3 });
  const backwards = reversed.settings[0]?.benchmarks.find(({ benchmark }) => benchmark === 'sums')?.routers;
  expect(backwards?.find(({ router }) => router === 'grpo')).toEqual(routerOf(results, 'grpo'));
});

test('what cannot be evaluated says why', () => {
  const run = (rows: readonly OutcomeRow[]) => () => evaluate({ run: 'r', rows, pools, replicates: 10 });
  expect(run(handComputed.filter(({ router }) => router !== 'lrm-only'))).toThrow(/one point of "lrm-only"/);
  expect(run(handComputed.filter(({ split }) => split === 'test'))).toThrow(/no validation outcomes/);
  expect(run(handComputed.filter(({ split, knob }) => split === 'test' || knob !== 0.2))).toThrow(
    /at knob 0.2/,
  );
  expect(run(handComputed.map((row) => ({ ...row, cost: 0 })))).toThrow(ValidationError);
  expect(() => evaluate({ run: 'r', rows: handComputed, pools: {} })).toThrow(/no pool for it/);
  expect(evaluate({ run: 'r', rows: [], pools }).settings[0]?.benchmarks).toEqual([]);
});

test('degenerate outcomes never give NaN, and every interval contains its estimate', () => {
  const outcome = fc.record({ correct: fc.boolean(), cost: fc.integer({ min: 1, max: 5 }) });
  const cellArbitrary = fc.array(outcome, { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(cellArbitrary, { minLength: 8, maxLength: 8 }), (cells) => {
      const keys: [string, number | null][] = [
        ['srm-only', null],
        ['lrm-only', null],
        ['grpo', 0.1],
        ['grpo', 0.2],
      ];
      const rows = cells.flatMap((list, i) => {
        const split = i < 4 ? 'validation' : 'test';
        const [router, knob] = keys[i % 4] as [string, number | null];
        return cell(split, router, knob, 0, 1)
          .slice(0, 3)
          .map((row, query) => ({ ...row, ...list[query], tokens: 0, largeTokens: 0 }));
      });
      const results = evaluate({ run: 'r', rows, pools, replicates: 20 });
      expect(resultsSchema.safeParse(results).success).toBe(true);
      for (const { budgetedAccuracy } of results.settings[0]?.benchmarks[0]?.routers ?? []) {
        for (const { value, low, high } of Object.values(budgetedAccuracy)) {
          expect(low).toBeLessThanOrEqual(value);
          expect(high).toBeGreaterThanOrEqual(value);
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
      }
    }),
    { numRuns: 60 },
  );
});
