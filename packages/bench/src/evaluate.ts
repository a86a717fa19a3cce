import { type Comparison, type Interval, type Results, type RouterResult, ValidationError } from '@roro/core';
import { percentileInterval } from './bootstrap.js';
import { accuracyCostCurve } from './metrics/accuracy-cost-curve.js';
import { budgetMetric, metricCatalogue } from './metrics/metric-catalogue.js';
import type { OutcomeRow } from './outcome-row.js';
import {
  endOutcomes,
  type KnobOutcomes,
  largeOnly,
  packSplit,
  type RouterOutcomes,
  smallOnly,
} from './outcomes.js';
import { Resampling } from './resampling.js';
import { pairedReading, type Reading, readingInterval, readMetrics, routerSeries } from './router-reading.js';
import { bootstrapPValue } from './statistics/bootstrap-p-value.js';
import { holmAdjusted } from './statistics/holm-adjusted.js';

/** Cost shares of the headline (METHOD § 7). */
export const budgets = [20, 40, 60] as const;

/** Name of the straight SRM–LRM line where it is the baseline of a comparison. */
export const straightLine = 'srm-lrm-line';

export interface EvaluateOptions {
  /** Run id. */
  run: string;
  /** Rows of splits `validation` (knobs are chosen there) and `test` (everything reported); others are ignored. */
  rows: readonly OutcomeRow[];
  /** Model ids from the cheapest to the dearest, by setting; settings are reported in this order. */
  pools: Readonly<Record<string, readonly string[]>>;
  /** Seed of the bootstrap, default 0. */
  seed?: number;
  /** Bootstrap replicates, default 1000. */
  replicates?: number;
  /**
   * Which router is compared with every other one and with the straight line. No effect in a setting that lacks the
   * router or a benchmark.
   */
  comparisons?: readonly ComparisonRequest[];
  /** What training each router took, by setting and router. */
  budgets?: Readonly<Record<string, Readonly<Record<string, RouterResult['budget']>>>>;
}

/** A mean of budgeted accuracies to compare routers by. */
export interface ComparisonRequest {
  router: string;
  /** Averaged over, for example those that routers train on. */
  benchmarks: readonly string[];
  /** Averaged over, default [40]. */
  budgets?: readonly (typeof budgets)[number][];
  /** Average over all settings too, instead of one comparison a setting; default false. */
  acrossSettings?: boolean;
}

/** Name of the mean over settings in comparisons. */
export const allSettings = 'all';

const budgetMetrics = budgets.map(budgetMetric);

/**
 * Turns outcomes into results: curves, BA@20/40/60 and the other metrics with 95 % bootstrap intervals over queries and
 * seeds, and paired comparisons with p-values, which are adjusted for the number of baselines and settings that a router is
 * compared in by one metric (docs/decisions/0009-statistics.md). The knobs behind a metric are the upper hull of the router's
 * validation curve, SRM-only and LRM-only included; they are then read on the test outcomes. The oracle's are chosen on
 * the test outcomes. The same rows and seed give the same results.
 *
 * Throws ValidationError where an end is missing, a router has no validation outcomes, or two routers
 * answered different queries.
 */
export function evaluate(options: EvaluateOptions): Results {
  const { run, rows, pools, seed = 0, replicates = 1000 } = options;
  const validations = packSplit(rows, 'validation');
  const tests = packSplit(rows, 'test');
  const unknown = tests.find((outcomes) => pools[outcomes.setting] === undefined);
  if (unknown !== undefined) {
    throw new ValidationError({
      message: `There are outcomes of setting "${unknown.setting}" but no pool for it (${Object.keys(pools).join(', ')}).`,
      nextStep: 'Name the models of every setting.',
    });
  }
  const bySetting = new Map<string, Map<string, Map<string, Reading[]>>>();
  const settings: Results['settings'] = [];
  for (const [setting, pool] of Object.entries(pools)) {
    const readings = new Map<string, Map<string, Reading[]>>();
    const benchmarks = tests
      .filter((outcomes) => outcomes.setting === setting)
      .map((test) => {
        const { benchmark } = test;
        const validation = validations.find((v) => v.setting === setting && v.benchmark === benchmark);
        // One draw per benchmark, not per setting: settings that share queries are resampled alike.
        const resampling = new Resampling({ queries: test.queryIds.length, replicates, seed, benchmark });
        const ofBenchmark = new Map<string, Reading[]>();
        const routers = [...test.routers.values()].map((router) => {
          const series = routerSeries(router, test, validation, pool);
          const read = readMetrics([...budgetMetrics, ...metricCatalogue], series, resampling);
          // A frontier has a point, so that it has an accuracy at every budget.
          ofBenchmark.set(router.router, read.slice(0, budgets.length) as Reading[]);
          return {
            ...routerResult(router, endOutcomes(test, largeOnly), read),
            ...budgetOf(options.budgets?.[setting]?.[router.router]),
          };
        });
        readings.set(benchmark, ofBenchmark);
        return { benchmark, queries: test.queryIds.length, routers };
      });
    settings.push({ setting, pool: [...pool], benchmarks });
    bySetting.set(setting, readings);
  }
  const comparisons = (options.comparisons ?? []).flatMap((request) => compare(bySetting, request));
  return { version: 1, run, settings, ...(comparisons.length === 0 ? {} : { comparisons }) };
}

function routerResult(
  router: RouterOutcomes,
  reference: KnobOutcomes,
  read: readonly (Reading | undefined)[],
): RouterResult {
  const intervals = read.map(readingInterval);
  const [at20, at40, at60] = intervals as [Interval, Interval, Interval];
  const others = metricCatalogue.flatMap(({ name }, i) => {
    const interval = intervals[budgets.length + i];
    return interval === undefined ? [] : [[name, interval] as const];
  });
  return {
    router: router.router,
    seeds: router.seeds,
    points: accuracyCostCurve(router.knobs, reference),
    budgetedAccuracy: { '20': at20, '40': at40, '60': at60 },
    metrics: Object.fromEntries(others),
  };
}

function budgetOf(budget: RouterResult['budget']): Pick<RouterResult, 'budget'> {
  return budget === undefined ? {} : { budget };
}

type Readings = ReadonlyMap<string, ReadonlyMap<string, readonly Reading[]>>;

function compare(bySetting: ReadonlyMap<string, Readings>, request: ComparisonRequest): Comparison[] {
  const { router, benchmarks, budgets: shares = [40], acrossSettings = false } = request;
  if (benchmarks.length === 0) return [];
  const groups: [string, Readings[]][] = acrossSettings
    ? [[allSettings, [...bySetting.values()]]]
    : [...bySetting].map(([setting, readings]) => [setting, [readings]]);
  const compared = groups.flatMap(([setting, readings]) => {
    const cells = readings.flatMap((own) => benchmarks.map((benchmark) => own.get(benchmark)));
    const has = (name: string): boolean => cells.every((cell) => cell?.has(name));
    if (!has(router)) return [];
    return [...(cells[0]?.keys() ?? [])]
      .filter((name) => name !== router && name !== largeOnly && has(name))
      .map((name) => ({
        setting,
        metric: `mean BA@${shares.join('/')}`,
        benchmarks: [...benchmarks],
        router,
        baseline: name === smallOnly ? straightLine : name,
        ...meanDifference(
          cells.flatMap((cell) =>
            shares.map((share) => {
              const at = budgets.indexOf(share);
              return pairedReading(cell?.get(router)?.[at], cell?.get(name)?.[at]) as Reading;
            }),
          ),
        ),
      }));
  });
  const adjusted = holmAdjusted(compared.map(({ pValue }) => pValue));
  return compared.map((comparison, i) => ({ ...comparison, adjustedPValue: adjusted[i] as number }));
}

/** Over benchmarks, settings and budgets; all were read on the same draws. */
function meanDifference(differences: readonly Reading[]): { difference: Interval; pValue: number } {
  const replicates = new Float64Array(differences[0]?.replicates.length ?? 0);
  let mean = 0;
  for (const { value, replicates: own } of differences) {
    mean += value / differences.length;
    for (let i = 0; i < replicates.length; i++) {
      replicates[i] = (replicates[i] as number) + (own[i] as number) / differences.length;
    }
  }
  return { difference: percentileInterval(mean, replicates), pValue: bootstrapPValue(replicates) };
}
