import { Random } from '@roro/core';
import { expect, test } from 'vitest';
import { budgetMetric, type Metric, type MetricInput } from './metrics/metric-catalogue.js';
import type { KnobOutcomes } from './outcomes.js';
import { Resampling } from './resampling.js';
import {
  definedReplicates,
  pairedReading,
  type Reading,
  type RouterSeries,
  readingInterval,
  readMetrics,
} from './router-reading.js';

/** `bySeed`: accuracies of the seeds; queries are all right, or all wrong, or what `correct` says. */
const outcomes = (
  correct: readonly number[],
  cost: number,
  bySeed: readonly number[] = [],
): KnobOutcomes => ({
  knob: null,
  correct: Float64Array.from(correct),
  cost: new Float64Array(correct.length).fill(cost),
  bySeed: bySeed.map((accuracy, i) => ({ seed: i + 1, accuracy, cost })),
  largeTokenShare: 0,
  callsPerQuery: 1,
});
const small = outcomes([0, 0, 0, 0], 1, [0, 0]);
const large = outcomes([1, 1, 1, 1], 10, [1, 1]);
const series = (router: KnobOutcomes, seeds = [1, 2]): RouterSeries => ({
  seeds,
  frontier: [router],
  small,
  large,
  bestModel: large,
  queryOracle: large,
});
const resampling = new Resampling({ queries: 4, replicates: 200, seed: 1, benchmark: 'b' });
const at40 = budgetMetric(40);
const metric = (measure: (input: MetricInput) => number | undefined): Metric => ({ ...at40, measure });
const read = (one: Metric, own: RouterSeries): Reading | undefined => readMetrics([one], own, resampling)[0];

test('a replicate is what the drawn queries make of it and by how much the drawn seeds move it', () => {
  // All queries alike: only seeds move it, by 0.1 to either side or not at all.
  const seedsOnly = read(at40, series(outcomes([0.5, 0.5, 0.5, 0.5], 4, [0.4, 0.6])));
  expect(seedsOnly?.value).toBe(0.5);
  expect([...new Set(seedsOnly?.replicates.map((value) => Number(value?.toFixed(12))))].sort()).toEqual([
    0.4, 0.5, 0.6,
  ]);
  expect(new Set(seedsOnly?.byQueries)).toEqual(new Set([0.5]));
  // Both seeds alike: only queries move it, in quarters.
  const queriesOnly = read(at40, series(outcomes([1, 1, 0, 0], 4, [0.5, 0.5])));
  expect([...new Set(queriesOnly?.replicates)].sort()).toEqual([0, 0.25, 0.5, 0.75, 1]);
});

test('seeds widen the interval of a router whose seeds differ', () => {
  const width = (bySeed: readonly number[]): number => {
    const interval = readingInterval(read(at40, series(outcomes([1, 0, 1, 0], 4, bySeed))));
    return (interval?.high ?? 0) - (interval?.low ?? 0);
  };
  expect(width([0.2, 0.8])).toBeGreaterThanOrEqual(width([0.5, 0.5]));
  const same = readingInterval(read(at40, series(outcomes([1, 1, 1, 1], 4, [1, 1]))));
  expect(same).toEqual({ value: 1, low: 1, high: 1 });
});

test('one seed is measured as it is', () => {
  const one = read(at40, series(outcomes([0.5, 0.5, 0.5, 0.5], 4, [0.5]), [1]));
  expect(new Set(one?.replicates)).toEqual(new Set([0.5]));
});

test('replicates stay in the range of their metric', () => {
  const values = read(at40, series(outcomes([1, 1, 1, 0], 4, [0.55, 0.95])))?.replicates ?? [];
  expect(Math.max(...values.map(Number))).toBe(1);
  expect(Math.min(...values.map(Number))).toBeGreaterThanOrEqual(0);
});

test('no meaning: no reading; none in too many replicates: no interval', () => {
  const router = series(outcomes([1, 1, 0, 0], 4, [0.5, 0.5]));
  expect(
    read(
      metric(() => undefined),
      router,
    ),
  ).toBeUndefined();
  expect(readingInterval(undefined)).toBeUndefined();
  const accuracy = ({ frontier }: MetricInput): number | undefined => frontier[0]?.accuracy;
  // A replicate without any right answer is one of 16.
  const rarely = read(
    metric((input) => (accuracy(input) === 0 ? undefined : accuracy(input))),
    router,
  );
  expect(rarely?.replicates.includes(undefined)).toBe(true);
  expect(readingInterval(rarely)).toBeUndefined();
  expect(definedReplicates([...Array(19).fill(0.5), undefined])).toHaveLength(19);
  expect(definedReplicates([...Array(18).fill(0.5), undefined, undefined])).toBeUndefined();
});

test('a paired difference is taken replicate by replicate', () => {
  const a = { value: 0.75, replicates: [0.5, undefined, 1], byQueries: [0.5, 1, 1] };
  const b = { value: 0.5, replicates: [0.25, 0.5, 0.5], byQueries: [0.5, 0.5, undefined] };
  expect(pairedReading(a, b)).toEqual({
    value: 0.25,
    replicates: [0.25, undefined, 0.5],
    byQueries: [0, 0.5, undefined],
  });
  expect(pairedReading(a, undefined)).toBeUndefined();
  expect(pairedReading(undefined, b)).toBeUndefined();
});

/** Share of worlds whose interval misses the true accuracy 0.6, and the mean width; `effect`: what a training does to it. */
function coverage(effect: number): { missed: number; width: number } {
  const random = new Random('coverage', effect);
  const worlds = 150;
  const queries = 100;
  let missed = 0;
  let width = 0;
  for (let world = 0; world < worlds; world++) {
    const answers = [0, 1, 2].map(() => {
      const accuracy = 0.6 + effect * random.normal();
      return Array.from({ length: queries }, () => Number(random.bernoulli(accuracy)));
    });
    const mean = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    const perQuery = Array.from({ length: queries }, (_, i) => mean(answers.map((own) => own[i] as number)));
    const router = outcomes(perQuery, 1, answers.map(mean));
    const only = { ...series(router, [1, 2, 3]), small: router, large: router };
    const drawn = new Resampling({ queries, replicates: 150, seed: world, benchmark: 'b' });
    const interval = readingInterval(readMetrics([budgetMetric(100)], only, drawn)[0]);
    if ((interval?.low ?? 1) > 0.6 || (interval?.high ?? 0) < 0.6) missed++;
    width += ((interval?.high ?? 0) - (interval?.low ?? 0)) / worlds;
  }
  return { missed: missed / worlds, width };
}

test('intervals cover the truth about 19 times in 20, whether or not trainings differ', () => {
  // Without an effect queries alone give 2 · 1.96 · √(0.24 / 300) = 0.111; drawing seeds adds two thirds of the variance.
  const alike = coverage(0);
  expect(alike.width).toBeGreaterThan(0.115);
  expect(alike.width).toBeLessThan(0.155);
  expect(alike.missed).toBeLessThan(0.07);
  const different = coverage(0.05);
  expect(different.width).toBeGreaterThan(alike.width + 0.01);
  expect(different.missed).toBeLessThan(0.16);
});

test('a thousand replicates of 500 queries, 12 knobs and all budgets take well under two seconds', () => {
  const knobs = Array.from({ length: 12 }, (_, k) =>
    outcomes(
      Array.from({ length: 500 }, (_, i) => Number((i * 7 + k) % 12 > 5)),
      k + 1,
      [0.5, 0.5],
    ),
  );
  const many = new Resampling({ queries: 500, replicates: 1000, seed: 1, benchmark: 'b' });
  const wide = outcomes(Array(500).fill(1), 12, [1, 1]);
  const start = performance.now();
  readMetrics(
    [20, 40, 60].map(budgetMetric),
    { ...series(wide), frontier: knobs, small: wide, large: wide, bestModel: wide, queryOracle: wide },
    many,
  );
  expect(performance.now() - start).toBeLessThan(2000);
});
