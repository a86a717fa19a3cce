import { type Results, resultsSchema, ValidationError } from '@roro/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluate } from './evaluate.js';
import type { OutcomeRow } from './outcome-row.js';
import { holmAdjusted } from './statistics/holm-adjusted.js';
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

test('hand-computed: the other metrics are read at the same knobs on the same queries', () => {
  const results = evaluate({ run: 'r', rows: handComputed, pools });
  // (0.1, 0.3) → (0.5, 0.5) → (1, 0.7), as above; the models alone are 0.3 at 0.1 and 0.7 at 1.
  const metrics = routerOf(results, 'grpo')?.metrics ?? {};
  const expected: Record<string, number> = {
    'PGR@40': (0.45 - 0.3) / 0.4,
    'CPT@50': 0.5,
    'CPT@80': 0.8,
    'CPT@95': 0.95,
    // 0.4 · 0.4 + 0.5 · 0.6 = 0.46 of 0.9
    APGR: (0.46 / 0.9 - 0.3) / 0.4,
    'FLOPs@98': 0.5 + (0.186 / 0.2) * 0.5,
    AIQ: 0.46 / 0.9,
    'ΔIBC@40': 0.15 / 0.3 / (0.4 / 0.9) - 1,
    'A/F@40': 0.45 / 4,
    'Gain@Best': 0,
    // One model or the other is right on seven of the ten.
    'Gap@Oracle': 0,
  };
  for (const [name, value] of Object.entries(expected)) {
    expect(metrics[name]?.value, name).toBeCloseTo(value, 12);
    expect(metrics[name]?.low, name).toBeLessThanOrEqual(value + 1e-12);
    expect(metrics[name]?.high, name).toBeGreaterThanOrEqual(value - 1e-12);
  }
  // The straight line recovers half of the gap, and buys what it pays for.
  expect(routerOf(results, 'srm-only')?.metrics?.APGR?.value).toBeCloseTo(0.5, 12);
  expect(routerOf(results, 'srm-only')?.metrics?.['ΔIBC@40']?.value).toBeCloseTo(0, 12);
});

test('a metric without a meaning is left out', () => {
  const equal = handComputed.map((row) => (row.router === 'lrm-only' ? { ...row, correct: true } : row));
  const names = (rows: readonly OutcomeRow[]) =>
    Object.keys(routerOf(evaluate({ run: 'r', rows, pools }), 'grpo')?.metrics ?? {});
  expect(names(equal)).toContain('APGR');
  const noGap = handComputed.map((row) =>
    row.router.endsWith('-only') ? { ...row, correct: Number(row.queryId.split('-')[1]) < 5 } : row,
  );
  expect(names(noGap)).not.toContain('APGR');
  expect(names(noGap)).toContain('AIQ');
});

test('seeds that differ widen an interval, seeds that agree do not', () => {
  const width = (rows: readonly OutcomeRow[]): number => {
    const at40 = routerOf(evaluate({ run: 'r', rows, pools }), 'grpo')?.budgetedAccuracy['40'];
    return (at40?.high ?? 0) - (at40?.low ?? 0);
  };
  /** A second seed; `right` says whether grpo is right with it on a query. */
  const twoSeeds = (right: (row: OutcomeRow) => boolean): OutcomeRow[] =>
    handComputed.flatMap((row) => [
      row,
      { ...row, seed: 2, correct: row.router === 'grpo' ? right(row) : row.correct },
    ]);
  expect(width(twoSeeds(({ correct }) => correct))).toBeCloseTo(width(handComputed), 12);
  // Means over seeds are 0.5 or 1 here, so that queries differ less than before; the seeds differ by 0.4.
  expect(width(twoSeeds(() => true))).toBeGreaterThan(width(twoSeeds(({ correct }) => !correct)));
});

test('p-values are adjusted for all baselines and settings of a request', () => {
  const comparisons = evaluateCells([everywhere]) ?? [];
  expect(comparisons).toHaveLength(4);
  const pValues = comparisons.map(({ pValue }) => pValue as number);
  expect(Math.min(...pValues)).toBeCloseTo(2 / 1001, 12);
  expect(comparisons.map(({ adjustedPValue }) => adjustedPValue)).toEqual(holmAdjusted(pValues));
  // Another request is another family.
  const both = evaluateCells([everywhere, { ...everywhere, budgets: [40] }]) ?? [];
  expect(both.slice(0, 4)).toEqual(comparisons);
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

/** A row of four: of ten queries both models alone answer 2 and 10 right, each router its number at a fifth of the cost. */
function fifth(setting: string, benchmark: string, right: Record<string, number>): OutcomeRow[] {
  return (['validation', 'test'] as const)
    .flatMap((split) => [
      ...cell(split, 'srm-only', null, 2, 1),
      ...cell(split, 'lrm-only', null, 10, 10),
      ...Object.entries(right).flatMap(([router, count]) => cell(split, router, null, count, 2)),
    ])
    .map((row) => ({ ...row, setting, benchmark }));
}

const twoSettings = { a: ['srm', 'lrm'], b: ['srm', 'lrm'] };
const cells = [
  ...fifth('a', 'x', { grpo: 8, random: 4 }),
  ...fifth('a', 'y', { grpo: 6, random: 4 }),
  ...fifth('b', 'x', { grpo: 6, random: 6 }),
  ...fifth('b', 'y', { grpo: 4, random: 6 }),
];
const everywhere = { router: 'grpo', benchmarks: ['x', 'y'], budgets: [20, 40, 60] as const };
const evaluateCells = (
  comparisons: Parameters<typeof evaluate>[0]['comparisons'],
  rows: readonly OutcomeRow[] = cells,
) =>
  evaluate({ run: 'r', rows, pools: twoSettings, ...(comparisons === undefined ? {} : { comparisons }) })
    .comparisons;

test('hand-computed: several budgets, the mean over all settings, an entry a baseline', () => {
  const comparisons = evaluateCells([{ ...everywhere, acrossSettings: true }]);
  expect(
    comparisons?.map(({ difference: _difference, pValue: _p, adjustedPValue: _adjusted, ...rest }) => rest),
  ).toEqual(
    ['srm-lrm-line', 'random'].map((baseline) => ({
      setting: 'all',
      metric: 'mean BA@20/40/60',
      benchmarks: ['x', 'y'],
      router: 'grpo',
      baseline,
    })),
  );
  const [line, random] = (comparisons ?? []).map(({ difference }) => difference);
  // A router with accuracy q at a fifth of the cost reads q, q + (1 − q) / 4 and q + (1 − q) / 2: a mean of
  // q + (1 − q) / 4. grpo's mean q is 0.6, random's 0.5.
  expect(random?.value).toBeCloseTo(0.75 * 0.1, 12);
  // The straight line from (0.1, 0.2) to (1, 1) reads 13/45, 21/45 and 29/45.
  expect(line?.value).toBeCloseTo(0.7 - 21 / 45, 12);
  for (const { value, low, high } of [line, random].flatMap((interval) => interval ?? [])) {
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThan(value);
  }
});

test('hand-computed: one comparison a setting, and one budget alone', () => {
  const ofRandom = (comparisons: Results['comparisons']) =>
    comparisons
      ?.filter(({ baseline }) => baseline === 'random')
      .map(({ setting, metric, difference }) => [setting, metric, Number(difference.value.toFixed(12))]);
  expect(ofRandom(evaluateCells([everywhere]))).toEqual([
    ['a', 'mean BA@20/40/60', 0.225],
    ['b', 'mean BA@20/40/60', -0.075],
  ]);
  const requests = ([20, 40, 60] as const).map((budget) => ({
    ...everywhere,
    budgets: [budget],
    acrossSettings: true,
  }));
  expect(ofRandom(evaluateCells(requests))).toEqual([
    ['all', 'mean BA@20', 0.1],
    ['all', 'mean BA@40', 0.075],
    ['all', 'mean BA@60', 0.05],
  ]);
});

test('what is not measured in every cell is not compared across settings', () => {
  const request = { ...everywhere, acrossSettings: true };
  const without = (router: string) =>
    cells.filter((row) => !(row.router === router && row.setting === 'b' && row.benchmark === 'y'));
  expect(evaluateCells([request], without('grpo'))).toBeUndefined();
  expect(evaluateCells([request], without('random'))?.map(({ baseline }) => baseline)).toEqual([
    'srm-lrm-line',
  ]);
  expect(evaluateCells([{ ...request, benchmarks: ['x', 'z'] }])).toBeUndefined();
  expect(evaluateCells([{ ...request, benchmarks: [] }])).toBeUndefined();
  // Within a setting that has everything, it still is.
  expect(evaluateCells([everywhere], without('grpo'))?.map(({ setting }) => setting)).toEqual(['a', 'a']);
});

test('settings share their resamples: a copy of a setting changes no interval', () => {
  const alone = cells.filter(({ setting }) => setting === 'a');
  const copied = [...alone, ...alone.map((row) => ({ ...row, setting: 'b' }))];
  const [single] = evaluateCells([everywhere], alone) ?? [];
  const [both] = evaluateCells([{ ...everywhere, acrossSettings: true }], copied) ?? [];
  expect(both?.setting).toBe('all');
  for (const figure of ['value', 'low', 'high'] as const) {
    expect(both?.difference[figure]).toBeCloseTo(single?.difference[figure] ?? Number.NaN, 12);
  }
});

test('what training took stands with the routers that were trained, in their setting', () => {
  const budget = { rollouts: 120, calls: 340 };
  const results = evaluate({ run: 'r', rows: cells, pools: twoSettings, budgets: { a: { grpo: budget } } });
  expect(resultsSchema.parse(results)).toEqual(results);
  const found = results.settings.flatMap(({ setting, benchmarks }) =>
    benchmarks.flatMap(({ benchmark, routers }) =>
      routers
        .filter((router) => 'budget' in router)
        .map((router) => [setting, benchmark, router.router, router.budget]),
    ),
  );
  expect(found).toEqual([
    ['a', 'x', 'grpo', budget],
    ['a', 'y', 'grpo', budget],
  ]);
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
  expect(results.comparisons?.find(({ baseline }) => baseline === 'copy')?.pValue).toBe(1);
});

test('neither the order of the rows nor another router changes a result', () => {
  const rows = simulatedRows({ queries: 20 });
  const results = evaluate({ run: 'r', rows, pools, seed: 3, replicates: 200 });
  expect(evaluate({ run: 'r', rows, pools, seed: 3, replicates: 200 })).toEqual(results);
  const fewer = evaluate({
    run: 'r',
    rows: rows.filter(({ router }) => router !== 'random'),
    pools,
    seed: 3,
    replicates: 200,
  });
  expect(routerOf(fewer, 'grpo')).toEqual(routerOf(results, 'grpo'));
  const reversed = evaluate({ run: 'r', rows: rows.toReversed(), pools, seed: 3, replicates: 200 });
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
      for (const { budgetedAccuracy, metrics } of results.settings[0]?.benchmarks[0]?.routers ?? []) {
        for (const { value, low, high } of Object.values(budgetedAccuracy)) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(1);
        }
        for (const { value, low, high } of Object.values({ ...budgetedAccuracy, ...metrics })) {
          expect(low).toBeLessThanOrEqual(value);
          expect(high).toBeGreaterThanOrEqual(value);
        }
      }
    }),
    { numRuns: 60 },
  );
});
