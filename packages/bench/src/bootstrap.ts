import { type Interval, type Random, ValidationError } from '@roro/core';

/** How often each query was drawn in each replicate: `counts[replicate · queries + query]`, Σ = queries. */
export interface Resamples {
  queries: number;
  replicates: number;
  counts: Uint16Array;
}

/**
 * Draws queries with replacement, `replicates` times (Efron 1979). A query is the unit: all its seeds and all
 * knobs of all routers move with it, so two routers read on the same resamples are compared pairwise. Seeds are drawn by
 * `Resampling`.
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
export function percentileInterval(
  value: number,
  replicates: ArrayLike<number>,
  confidence = 0.95,
): Interval {
  const sorted = Float64Array.from(replicates).sort();
  const tail = (1 - confidence) / 2;
  return {
    value,
    low: Math.min(value, quantile(sorted, tail)),
    high: Math.max(value, quantile(sorted, 1 - tail)),
  };
}
