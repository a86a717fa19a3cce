import { percentileInterval } from './bootstrap.js';
import type { MeasuredCell } from './measured-run.js';
import { Resampling } from './resampling.js';
import {
  definedReplicates,
  pairedReading,
  type Reading,
  readingInterval,
  readMetrics,
} from './router-reading.js';
import { cellSeries, type DifferenceRequest, isCompared, type RunDifference } from './run-difference.js';
import { bootstrapPValue } from './statistics/bootstrap-p-value.js';
import { queriesForVariance, variance } from './statistics/required-queries.js';

/**
 * Differences b − a of a setting and benchmark, paired over queries that both measured: both runs are read on the same draws of
 * queries and seeds.
 *
 * @param queries at least two
 */
export function pairedDifferences(
  a: MeasuredCell,
  b: MeasuredCell,
  queries: ReadonlySet<string>,
  request: DifferenceRequest,
): RunDifference[] {
  const { metrics, seed, replicates } = request;
  const { setting, benchmark } = a;
  const resampling = new Resampling({ queries: queries.size, replicates, seed, benchmark });
  const seriesOfA = cellSeries(a, queries);
  const seriesOfB = cellSeries(b, queries);
  return [...seriesOfA.test.routers.keys()].flatMap((router) => {
    if (!isCompared(router, request)) return [];
    const ofA = seriesOfA.of(router);
    const ofB = seriesOfB.of(router);
    if (ofA === undefined || ofB === undefined) return [];
    const readingsOfA = readMetrics(metrics, ofA, resampling);
    const readingsOfB = readMetrics(metrics, ofB, resampling);
    return metrics.flatMap((metric, i): RunDifference[] => {
      const ends = [readingInterval(readingsOfA[i]), readingInterval(readingsOfB[i])] as const;
      const paired = pairedReading(readingsOfB[i], readingsOfA[i]);
      const known = definedReplicates(paired?.replicates ?? []);
      if (ends[0] === undefined || ends[1] === undefined || paired === undefined || known === undefined) {
        return [];
      }
      const required = queriesNeeded(paired, queries.size);
      return [
        {
          setting,
          benchmark,
          router,
          metric: metric.name,
          a: ends[0],
          b: ends[1],
          difference: percentileInterval(paired.value, known),
          pairedQueries: queries.size,
          pValue: bootstrapPValue(known),
          ...(required === undefined ? {} : { requiredQueries: required }),
        },
      ];
    });
  });
}

/** Queries make one part of the variance of a difference, and it falls with their number; seeds make the rest. */
function queriesNeeded({ value, replicates, byQueries }: Reading, queries: number): number | undefined {
  const all = definedReplicates(replicates) ?? [];
  const ofQueries = definedReplicates(byQueries) ?? [];
  if (all.length < 2 || ofQueries.length < 2) return undefined;
  const perQueries = variance(ofQueries);
  return queriesForVariance({
    difference: value,
    // The variance of a mean over resampled queries is (n − 1) / n² of that of a query.
    variance: (queries ** 2 / (queries - 1)) * perQueries,
    floor: Math.max(0, variance(all) - perQueries),
  });
}
