import type { Interval } from '@roro/core';
import type { MeasuredCell } from './measured-run.js';
import type { Metric } from './metrics/metric-catalogue.js';
import { type BenchmarkOutcomes, largeOnly, oracleBound, packOutcomes, smallOnly } from './outcomes.js';
import { type RouterSeries, routerSeries } from './router-reading.js';

/** One metric of one router on one benchmark. */
export interface RunDifference {
  setting: string;
  benchmark: string;
  router: string;
  metric: string;
  a: Interval;
  b: Interval;
  /** b − a. */
  difference: Interval;
  /** Test queries of both runs that the difference is paired over; absent where it is not paired. */
  pairedQueries?: number;
  /** Two-sided, of no difference; of a paired difference. */
  pValue?: number;
  /** Adjusted (Holm) for all paired differences of this metric. */
  adjustedPValue?: number;
  /**
   * Test queries that a true difference as large as this one needs to be seen four times in five at level 0.05, with as many
   * seeds. Absent for a difference of 0, one that is not paired, and one that differences between seeds hide however many
   * queries there are.
   */
  requiredQueries?: number;
}

/** What to compare two runs by. */
export interface DifferenceRequest {
  metrics: readonly Metric[];
  routers: readonly string[] | undefined;
  seed: number;
  replicates: number;
}

/** Whether a router is asked for; by default the ends of every curve and the oracle are not. */
export function isCompared(router: string, { routers }: DifferenceRequest): boolean {
  return routers?.includes(router) ?? ![smallOnly, largeOnly, oracleBound].includes(router);
}

/** Test queries of a cell. */
export function queriesOf({ rows }: MeasuredCell): Set<string> {
  return new Set(rows.flatMap(({ split, queryId }) => (split === 'test' ? [queryId] : [])));
}

/** Test outcomes of a cell on some of its queries, and what the metrics of its routers are computed from there. */
export interface CellSeries {
  test: BenchmarkOutcomes;
  /** Undefined for a router that it did not measure. */
  of(router: string): RouterSeries | undefined;
}

/** @throws ValidationError where outcomes are missing: `packOutcomes`, `routerSeries` */
export function cellSeries({ rows, pool }: MeasuredCell, queries: ReadonlySet<string>): CellSeries {
  const test = packOutcomes(rows.filter(({ split, queryId }) => split === 'test' && queries.has(queryId)));
  const onValidation = rows.filter(({ split }) => split === 'validation');
  const validation = onValidation.length === 0 ? undefined : packOutcomes(onValidation);
  return {
    test,
    of(router) {
      const outcomes = test.routers.get(router);
      return outcomes && routerSeries(outcomes, test, validation, pool);
    },
  };
}
