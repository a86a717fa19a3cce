import type { Interval } from '@roro/core';
import { budgets } from './evaluate.js';
import type { MeasuredCell } from './measured-run.js';
import { Resampling } from './resampling.js';
import { type RouterSeries, readingInterval, readMetrics } from './router-reading.js';
import {
  cellSeries,
  type DifferenceRequest,
  isCompared,
  queriesOf,
  type RunDifference,
} from './run-difference.js';
import { independentDifference } from './statistics/independent-difference.js';

/**
 * Differences b − a of a setting and benchmark from the intervals of each run: those of its results, else of its outcomes.
 * They are taken as independent.
 */
export function independentDifferences(
  a: MeasuredCell,
  b: MeasuredCell,
  request: DifferenceRequest,
): RunDifference[] {
  const { setting, benchmark } = a;
  const ofA = ownIntervals(a, request);
  const ofB = ownIntervals(b, request);
  return [...ofA].flatMap(([router, intervals]) =>
    request.metrics.flatMap(({ name: metric }): RunDifference[] => {
      const own = intervals.get(metric);
      const other = ofB.get(router)?.get(metric);
      if (own === undefined || other === undefined) return [];
      const difference = independentDifference(other, own);
      return [{ setting, benchmark, router, metric, a: own, b: other, difference }];
    }),
  );
}

/** By router and metric. */
function ownIntervals(cell: MeasuredCell, request: DifferenceRequest): Map<string, Map<string, Interval>> {
  const intervals = new Map<string, Map<string, Interval>>();
  if (cell.result !== undefined) {
    for (const { router, budgetedAccuracy, metrics = {} } of cell.result.routers) {
      if (!isCompared(router, request)) continue;
      const atBudgets = budgets.map((budget) => [`BA@${budget}`, budgetedAccuracy[`${budget}`]] as const);
      intervals.set(router, new Map([...atBudgets, ...Object.entries(metrics)]));
    }
    return intervals;
  }
  const { metrics, seed, replicates } = request;
  const { test, of: seriesOf } = cellSeries(cell, queriesOf(cell));
  const { benchmark } = cell;
  const resampling = new Resampling({ queries: test.queryIds.length, replicates, seed, benchmark });
  for (const router of test.routers.keys()) {
    if (!isCompared(router, request)) continue;
    const readings = readMetrics(metrics, seriesOf(router) as RouterSeries, resampling);
    const known = metrics.flatMap(({ name }, i) => {
      const interval = readingInterval(readings[i]);
      return interval === undefined ? [] : [[name, interval] as const];
    });
    intervals.set(router, new Map(known));
  }
  return intervals;
}
