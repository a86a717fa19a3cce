import { type Interval, ValidationError } from '@roro/core';
import { percentileInterval } from './bootstrap.js';
import { curvePoint } from './metrics/accuracy-cost-curve.js';
import { chooseFrontier } from './metrics/budgeted-accuracy.js';
import type { Metric, MetricInput } from './metrics/metric-catalogue.js';
import type { AccuracyCost } from './metrics/upper-hull.js';
import {
  type BenchmarkOutcomes,
  endOutcomes,
  type KnobOutcomes,
  largeOnly,
  oracleBound,
  type RouterOutcomes,
  smallOnly,
} from './outcomes.js';
import { type MeansOf, overall, type Resampling } from './resampling.js';
import { bestModel, queryOracle } from './single-models.js';

/** Test outcomes that the metrics of a router are computed from. */
export interface RouterSeries {
  /** Seeds of the router itself. */
  seeds: readonly number[];
  /** Of the knobs that validation finds worth using, from cheap to dear. */
  frontier: readonly KnobOutcomes[];
  small: KnobOutcomes;
  large: KnobOutcomes;
  bestModel: KnobOutcomes;
  queryOracle: KnobOutcomes;
}

/** A metric of a router, and the same in every bootstrap replicate; undefined in those in which it has no meaning. */
export interface Reading {
  value: number;
  replicates: readonly (number | undefined)[];
  /** The replicates before seeds moved them: what queries alone do. */
  byQueries: readonly (number | undefined)[];
}

/**
 * Chooses the knobs of a router on validation outcomes: the upper hull of its curve, SRM-only and LRM-only included.
 * What it returns are their test outcomes. The oracle's knobs are chosen on the test outcomes.
 *
 * @param pool model ids from the cheapest to the dearest
 * @throws ValidationError where an end or the router's validation outcomes are missing, or a reference answer cost nothing
 */
export function routerSeries(
  router: RouterOutcomes,
  test: BenchmarkOutcomes,
  validation: BenchmarkOutcomes | undefined,
  pool: readonly string[],
): RouterSeries {
  const small = endOutcomes(test, smallOnly);
  const large = endOutcomes(test, largeOnly);
  if (large.cost.some((cost) => !(cost > 0))) {
    throw new ValidationError({
      message: `${test.setting} / ${test.benchmark}: "${largeOnly}" has a query that cost nothing.`,
      nextStep: 'Leave failed reference answers out of the query list, or run them again.',
    });
  }
  return {
    seeds: router.seeds,
    frontier: frontierOf(router, test, validation),
    small,
    large,
    bestModel: bestModel(test, validation, pool),
    queryOracle: queryOracle(test, pool),
  };
}

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

/** The points of a series as metrics take them. */
export function metricInput(series: RouterSeries, means: MeansOf): MetricInput {
  const { frontier, small, large, bestModel: best, queryOracle: oracle } = series;
  const largeCost = means(large).cost;
  const point = (outcomes: KnobOutcomes): AccuracyCost => {
    const { accuracy, cost } = means(outcomes);
    // A mean of per-query means may exceed 1 by a rounding error.
    return { accuracy: Math.min(1, accuracy), costShare: cost / largeCost };
  };
  return {
    frontier: frontier.map(point),
    small: point(small),
    large: point(large),
    largeCost,
    bestModel: means(best).accuracy,
    queryOracle: means(oracle).accuracy,
  };
}

/**
 * Every metric of a router with its replicates; undefined where it has no meaning. A replicate is what the drawn queries
 * make of the metric, plus by how much the drawn seeds move it, held in the range of the metric
 * (docs/decisions/0009-statistics.md).
 */
export function readMetrics(
  metrics: readonly Metric[],
  series: RouterSeries,
  resampling: Resampling,
): (Reading | undefined)[] {
  const estimate = metricInput(series, overall);
  const values = metrics.map((metric) => metric.measure(estimate));
  const readings = values.map((value) =>
    value === undefined
      ? undefined
      : { value, replicates: [] as (number | undefined)[], byQueries: [] as (number | undefined)[] },
  );
  for (let replicate = 0; replicate < resampling.replicates; replicate++) {
    const ofQueries = metricInput(series, resampling.ofQueries(replicate));
    const ofSeeds = series.seeds.length < 2 ? undefined : metricInput(series, resampling.ofSeeds(replicate));
    metrics.forEach((metric, i) => {
      const reading = readings[i];
      if (reading === undefined) return;
      const byQueries = metric.measure(ofQueries);
      const bySeeds = ofSeeds === undefined ? reading.value : metric.measure(ofSeeds);
      const [low, high] = metric.range;
      reading.byQueries.push(byQueries);
      reading.replicates.push(
        byQueries === undefined || bySeeds === undefined
          ? undefined
          : Math.min(high, Math.max(low, byQueries + (bySeeds - reading.value))),
      );
    });
  }
  return readings;
}

/** Most replicates in which a metric that is reported may have no meaning. */
const undefinedShare = 0.05;

/**
 * The 95 % interval of a reading; undefined where the metric has no meaning, or none in more than 5 % of the replicates: the
 * rest would be a biased sample of them.
 */
export function readingInterval(reading: Reading | undefined): Interval | undefined {
  if (reading === undefined) return undefined;
  const known = definedReplicates(reading.replicates);
  return known === undefined ? undefined : percentileInterval(reading.value, known);
}

/** The replicates that have a value; undefined where more than 5 % have none. */
export function definedReplicates(replicates: readonly (number | undefined)[]): number[] | undefined {
  const known = replicates.filter((value) => value !== undefined);
  return known.length < (1 - undefinedShare) * replicates.length ? undefined : known;
}

/**
 * By how much `a` is above `b`, replicate by replicate: paired, since both were read on the same draws. Undefined where
 * either has no meaning.
 */
export function pairedReading(a: Reading | undefined, b: Reading | undefined): Reading | undefined {
  if (a === undefined || b === undefined) return undefined;
  return {
    value: a.value - b.value,
    replicates: differences(a.replicates, b.replicates),
    byQueries: differences(a.byQueries, b.byQueries),
  };
}

function differences(
  a: readonly (number | undefined)[],
  b: readonly (number | undefined)[],
): (number | undefined)[] {
  return a.map((value, i) => {
    const other = b[i];
    return value === undefined || other === undefined ? undefined : value - other;
  });
}
