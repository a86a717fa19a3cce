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
   * Which router is compared with every other one and with the straight line, by mean BA@40 over these
   * benchmarks (those that routers train on). No effect in a setting that lacks the router or a benchmark.
   */
  comparison?: { router: string; benchmarks: readonly string[] };
}

/** A router's estimate at each budget, and the same in every bootstrap replicate. */
interface Reading {
  values: number[];
  replicates: Float64Array[];
}

/**
 * Turns outcomes into results: curves, BA@20/40/60 with 95 % bootstrap intervals over queries, and paired
 * comparisons. The knobs behind a BA are the upper hull of the router's validation curve, SRM-only and
 * LRM-only included; they are then read on the test outcomes. The same rows and seed give the same results.
 *
 * Throws ValidationError where an end is missing, a router has no validation outcomes, or two routers
 * answered different queries.
 */
export function evaluate(options: EvaluateOptions): Results {
  const { run, rows, pools, seed = 0, replicates = 1000, comparison } = options;
  const validations = packSplit(rows, 'validation');
  const tests = packSplit(rows, 'test');
  const unknown = tests.find((outcomes) => pools[outcomes.setting] === undefined);
  if (unknown !== undefined) {
    throw new ValidationError({
      message: `There are outcomes of setting "${unknown.setting}" but no pool for it (${Object.keys(pools).join(', ')}).`,
      nextStep: 'Name the models of every setting.',
    });
  }
  const comparisons: Comparison[] = [];
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
          return routerResult(router, endOutcomes(test, largeOnly), reading);
        });
        readings.set(benchmark, ofBenchmark);
        return { benchmark, queries: test.queryIds.length, routers };
      });
    settings.push({ setting, pool: [...pool], benchmarks });
    if (comparison !== undefined) comparisons.push(...compare(setting, readings, comparison));
  }
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

function routerResult(router: RouterOutcomes, reference: KnobOutcomes, reading: Reading): RouterResult {
  const [at20, at40, at60] = reading.values.map((value, i) =>
    percentileInterval(value, reading.replicates[i] as Float64Array),
  ) as [Interval, Interval, Interval];
  return {
    router: router.router,
    seeds: router.seeds,
    points: accuracyCostCurve(router.knobs, reference),
    budgetedAccuracy: { '20': at20, '40': at40, '60': at60 },
  };
}

const headline = budgets.indexOf(40);

function compare(
  setting: string,
  readings: ReadonlyMap<string, ReadonlyMap<string, Reading>>,
  { router, benchmarks }: { router: string; benchmarks: readonly string[] },
): Comparison[] {
  const ofBenchmarks = benchmarks.map((benchmark) => readings.get(benchmark));
  if (benchmarks.length === 0 || !ofBenchmarks.every((reading) => reading?.has(router))) return [];
  const names = [...(ofBenchmarks[0]?.keys() ?? [])].filter((name) => name !== router && name !== largeOnly);
  return names
    .filter((name) => ofBenchmarks.every((reading) => reading?.has(name)))
    .map((name) => {
      const difference = meanDifference(
        ofBenchmarks.map((reading) => ({
          router: reading?.get(router) as Reading,
          baseline: reading?.get(name) as Reading,
        })),
      );
      const baseline = name === smallOnly ? straightLine : name;
      return { setting, metric: 'mean BA@40', benchmarks: [...benchmarks], router, baseline, difference };
    });
}

/** Paired: both routers are read on the same resampled queries of each benchmark. */
function meanDifference(pairs: readonly { router: Reading; baseline: Reading }[]): Interval {
  const replicates = new Float64Array(pairs[0]?.router.replicates[headline]?.length ?? 0);
  let value = 0;
  for (const { router, baseline } of pairs) {
    value += ((router.values[headline] as number) - (baseline.values[headline] as number)) / pairs.length;
    const own = router.replicates[headline] as Float64Array;
    const other = baseline.replicates[headline] as Float64Array;
    for (let i = 0; i < replicates.length; i++) {
      replicates[i] = (replicates[i] as number) + ((own[i] as number) - (other[i] as number)) / pairs.length;
    }
  }
  return percentileInterval(value, replicates);
}
