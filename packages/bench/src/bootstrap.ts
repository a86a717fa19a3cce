import { type Interval, type Random, ValidationError } from '@roro/core';
import { readFrontier } from './budgeted-accuracy.js';
import type { KnobOutcomes } from './outcomes.js';
import type { AccuracyCost } from './upper-hull.js';

/** How often each query was drawn in each replicate: `counts[replicate · queries + query]`, Σ = queries. */
export interface Resamples {
  queries: number;
  replicates: number;
  counts: Uint16Array;
}

/**
 * Draws queries with replacement, `replicates` times (Efron 1979). A query is the unit: all its seeds and all
 * knobs of all routers move with it, so two routers read on the same resamples are compared pairwise.
 *
 * @param queries number of queries, range [1, 65535]
 */
export function resampleQueries(queries: number, replicates: number, random: Random): Resamples {
  if (!(queries >= 1 && queries <= 65_535 && replicates >= 1)) {
    throw new ValidationError({
      message: `A bootstrap needs 1 to 65535 queries and at least one replicate: got ${queries} and ${replicates}.`,
      nextStep: 'Correct the number of test queries or replicates.',
    });
  }
  const counts = new Uint16Array(queries * replicates);
  for (let replicate = 0; replicate < replicates; replicate++) {
    const offset = replicate * queries;
    for (let draw = 0; draw < queries; draw++) {
      const at = offset + random.integer(0, queries - 1);
      counts[at] = (counts[at] as number) + 1;
    }
  }
  return { queries, replicates, counts };
}

function weightedSum(values: Float64Array, counts: Uint16Array, offset: number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (counts[offset + i] as number) * (values[i] as number);
  return sum;
}

/**
 * Budgeted accuracy of a frontier in every replicate. The frontier's knobs stay as validation chose them; cost
 * shares are taken against the same resampled queries of the reference.
 *
 * @param frontier outcomes of the chosen knobs, from cheap to dear
 * @param reference the dearest model alone; every query must have cost it something
 * @param shares cost shares to read at
 * @returns one array of `replicates` values per share
 */
export function bootstrapBudgetedAccuracy(
  frontier: readonly KnobOutcomes[],
  reference: KnobOutcomes,
  shares: readonly number[],
  { queries, replicates, counts }: Resamples,
): Float64Array[] {
  const values = shares.map(() => new Float64Array(replicates));
  const points: AccuracyCost[] = frontier.map(() => ({ accuracy: 0, costShare: 0 }));
  for (let replicate = 0; replicate < replicates; replicate++) {
    const offset = replicate * queries;
    const referenceCost = weightedSum(reference.cost, counts, offset);
    frontier.forEach((outcomes, i) => {
      const point = points[i] as AccuracyCost;
      point.accuracy = weightedSum(outcomes.correct, counts, offset) / queries;
      point.costShare = weightedSum(outcomes.cost, counts, offset) / referenceCost;
    });
    shares.forEach((share, i) => {
      (values[i] as Float64Array)[replicate] = readFrontier(points, share) ?? 0;
    });
  }
  return values;
}

/** The `level` quantile of sorted values, linear between order statistics. */
function quantile(sorted: Float64Array, level: number): number {
  const at = level * (sorted.length - 1);
  const below = sorted[Math.floor(at)] as number;
  const above = sorted[Math.ceil(at)] as number;
  return below + (at - Math.floor(at)) * (above - below);
}

/**
 * Percentile interval of bootstrap replicates, widened where needed to contain the estimate itself.
 *
 * @param confidence default 0.95
 */
export function percentileInterval(value: number, replicates: Float64Array, confidence = 0.95): Interval {
  const sorted = Float64Array.from(replicates).sort();
  const tail = (1 - confidence) / 2;
  return {
    value,
    low: Math.min(value, quantile(sorted, tail)),
    high: Math.max(value, quantile(sorted, 1 - tail)),
  };
}
