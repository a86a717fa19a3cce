import {
  type Comparison,
  type Interval,
  Random,
  type Results,
  type RouterResult,
  ValidationError,
} from '@roro/core';
import { accuracyCostCurve, curvePoint } from './accuracy-cost-curve.js';
import {
  bootstrapBudgetedAccuracy,
  percentileInterval,
  type Resamples,
  resampleQueries,
} from './bootstrap.js';
import { chooseFrontier, readFrontier } from './budgeted-accuracy.js';
import type { OutcomeRow } from './outcome-row.js';
import {
  type BenchmarkOutcomes,
  endOutcomes,
  type KnobOutcomes,
  largeOnly,
  oracleBound,
  packSplit,
  type RouterOutcomes,
  smallOnly,
} from './outcomes.js';

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

/** A router's estimate at each budget, and the same in every bootstrap replicate. */
interface Reading {
  values: number[];
  replicates: Float64Array[];
}

/**
 * Turns outcomes into results: curves, BA@20/40/60 with 95 % bootstrap intervals over queries, and paired
 * comparisons. The knobs behind a BA are the upper hull of the router's validation curve, SRM-only and
 * LRM-only included; they are then read on the test outcomes. The oracle's are chosen on the test outcomes. The same rows and seed give the same results.
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
  const bySetting = new Map<string, Map<string, Map<string, Reading>>>();
  const settings: Results['settings'] = [];
  for (const [setting, pool] of Object.entries(pools)) {
    const readings = new Map<string, Map<string, Reading>>();
    const benchmarks = tests
      .filter((outcomes) => outcomes.setting === setting)
      .map((test) => {
        const { benchmark } = test;
        const validation = validations.find((v) => v.setting === setting && v.benchmark === benchmark);
        // One draw per benchmark, not per setting: settings that share queries are resampled alike.
        const random = new Random('bootstrap', seed, benchmark);
        const resamples = resampleQueries(test.queryIds.length, replicates, random);
        const ofBenchmark = new Map<string, Reading>();
        const routers = [...test.routers.values()].map((router) => {
          const reading = readRouter(router, test, validation, resamples);
          ofBenchmark.set(router.router, reading);
          return routerResult(
            router,
            endOutcomes(test, largeOnly),
            reading,
            options.budgets?.[setting]?.[router.router],
          );
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

function readRouter(
  router: RouterOutcomes,
  test: BenchmarkOutcomes,
  validation: BenchmarkOutcomes | undefined,
  resamples: Resamples,
): Reading {
  const reference = endOutcomes(test, largeOnly);
  if (reference.cost.some((cost) => !(cost > 0))) {
    throw new ValidationError({
      message: `${test.setting} / ${test.benchmark}: "${largeOnly}" has a query that cost nothing.`,
      nextStep: 'Leave failed reference answers out of the query list, or run them again.',
    });
  }
  const frontier = frontierOf(router, test, validation);
  const points = frontier.map((outcomes) => curvePoint(outcomes, reference));
  const shares = budgets.map((budget) => budget / 100);
  return {
    values: shares.map((share) => readFrontier(points, share) ?? 0),
    replicates: bootstrapBudgetedAccuracy(frontier, reference, shares, resamples),
  };
}

/** The knobs that validation finds worth using, with their test outcomes, from cheap to dear. */
function frontierOf(
  router: RouterOutcomes,
  test: BenchmarkOutcomes,
  validation: BenchmarkOutcomes | undefined,
): KnobOutcomes[] {
  const isEnd = router.router === smallOnly || router.router === largeOnly;
  const own = isEnd ? [] : router.knobs;
  const candidates = [endOutcomes(test, smallOnly), ...own, endOutcomes(test, largeOnly)];
  const missing = (what: string): ValidationError =>
    new ValidationError({
      message: `${test.setting} / ${test.benchmark}: router "${router.router}" has test outcomes but no validation outcomes${what}.`,
      nextStep: 'Run it on the validation split too: knobs are never chosen on the test set.',
    });
  if (router.router === oracleBound) {
    // It knows the outcomes of the test set: a bound, not a router that would have to choose its knobs beforehand.
    const large = endOutcomes(test, largeOnly);
    const curve = candidates.map((outcomes) => curvePoint(outcomes, large));
    return chooseFrontier(curve).map((index) => candidates[index] as KnobOutcomes);
  }
  if (validation === undefined) throw missing('');
  const onValidation = own.map((outcomes) => {
    const knobs = validation.routers.get(router.router)?.knobs;
    const found = knobs?.find((other) => other.knob === outcomes.knob);
    if (found === undefined) throw missing(outcomes.knob === null ? '' : ` at knob ${outcomes.knob}`);
    return found;
  });
  const large = endOutcomes(validation, largeOnly);
  const curve = [endOutcomes(validation, smallOnly), ...onValidation, large].map((outcomes) =>
    curvePoint(outcomes, large),
  );
  return chooseFrontier(curve).map((index) => candidates[index] as KnobOutcomes);
}

function routerResult(
  router: RouterOutcomes,
  reference: KnobOutcomes,
  reading: Reading,
  budget: RouterResult['budget'],
): RouterResult {
  const [at20, at40, at60] = reading.values.map((value, i) =>
    percentileInterval(value, reading.replicates[i] as Float64Array),
  ) as [Interval, Interval, Interval];
  return {
    router: router.router,
    seeds: router.seeds,
    points: accuracyCostCurve(router.knobs, reference),
    budgetedAccuracy: { '20': at20, '40': at40, '60': at60 },
    ...(budget === undefined ? {} : { budget }),
  };
}

type Readings = ReadonlyMap<string, ReadonlyMap<string, Reading>>;

function compare(bySetting: ReadonlyMap<string, Readings>, request: ComparisonRequest): Comparison[] {
  const { router, benchmarks, budgets: shares = [40], acrossSettings = false } = request;
  if (benchmarks.length === 0) return [];
  const groups: [string, Readings[]][] = acrossSettings
    ? [[allSettings, [...bySetting.values()]]]
    : [...bySetting].map(([setting, readings]) => [setting, [readings]]);
  return groups.flatMap(([setting, readings]) => {
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
        difference: meanDifference(
          cells.map((cell) => ({
            router: cell?.get(router) as Reading,
            baseline: cell?.get(name) as Reading,
          })),
          shares.map((share) => budgets.indexOf(share)),
        ),
      }));
  });
}

/** Paired: both routers are read on the same resampled queries of each benchmark, which settings share. */
function meanDifference(
  pairs: readonly { router: Reading; baseline: Reading }[],
  at: readonly number[],
): Interval {
  const replicates = new Float64Array(pairs[0]?.router.replicates[0]?.length ?? 0);
  const count = pairs.length * at.length;
  let value = 0;
  for (const { router, baseline } of pairs) {
    for (const budget of at) {
      value += ((router.values[budget] as number) - (baseline.values[budget] as number)) / count;
      const own = router.replicates[budget] as Float64Array;
      const other = baseline.replicates[budget] as Float64Array;
      for (let i = 0; i < replicates.length; i++) {
        replicates[i] = (replicates[i] as number) + ((own[i] as number) - (other[i] as number)) / count;
      }
    }
  }
  return percentileInterval(value, replicates);
}
