import { accuracyPerCost } from './accuracy-per-cost.js';
import { meanAccuracyOver } from './average-improvement-in-quality.js';
import { averagePerformanceGapRecovered } from './average-performance-gap-recovered.js';
import { readFrontier } from './budgeted-accuracy.js';
import { callPerformanceThreshold } from './call-performance-threshold.js';
import { costAtAccuracyShare } from './cost-at-accuracy-share.js';
import { gainAtBest } from './gain-at-best.js';
import { gapAtOracle } from './gap-at-oracle.js';
import { incrementalBenefitPerCost } from './incremental-benefit-per-cost.js';
import { operatingPoint } from './operating-point.js';
import { performanceGapRecovered } from './performance-gap-recovered.js';
import { routerArenaScore } from './router-arena-score.js';
import type { AccuracyCost } from './upper-hull.js';

/** What a router came to on one list of queries, and the models alone on the same list. */
export interface MetricInput {
  /** Points of the knobs that validation chose, from cheap to dear; at least one. */
  frontier: readonly AccuracyCost[];
  /** The cheapest model alone. */
  small: AccuracyCost;
  /** The dearest model alone; its cost share is 1. */
  large: AccuracyCost;
  /** Mean cost of the dearest model alone, per query, in the unit of the run. */
  largeCost: number;
  /** Accuracy of the single model that is the most accurate on validation. */
  bestModel: number;
  /** Accuracy where every query goes to the single model that is best for it. */
  queryOracle: number;
}

/** A figure of a router. */
export interface Metric {
  /** As in results and tables. */
  name: string;
  better: 'higher' | 'lower';
  /** `share`: tables give it in percent. `number`: in significant digits. */
  form: 'share' | 'number';
  /** Values lie in it, ends included. */
  range: readonly [number, number];
  /** Undefined where it has no meaning; never NaN. */
  measure(input: MetricInput): number | undefined;
}

/** Cost share at which metrics of a single point are read: that of the headline, BA@40. */
const readAt = 0.4;

/** BA@b, the accuracy at `percent` % of the cost of the dearest model alone. */
export function budgetMetric(percent: number): Metric {
  return {
    name: `BA@${percent}`,
    better: 'higher',
    form: 'share',
    range: [0, 1],
    measure: ({ frontier }) => readFrontier(frontier, percent / 100),
  };
}

/** The dearest model alone reaches its own accuracy at cost share 1: nobody has to pay more. */
function atMostLarge(costShare: number | undefined): number | undefined {
  return costShare && Math.min(1, costShare);
}

function thresholdMetric(percent: number): Metric {
  return {
    name: `CPT@${percent}`,
    better: 'lower',
    form: 'share',
    range: [0, 1],
    measure: ({ frontier, small, large }) =>
      atMostLarge(
        callPerformanceThreshold([...frontier, large], small.accuracy, large.accuracy, percent / 100),
      ),
  };
}

const anyNumber = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

/**
 * The figures beside budgeted accuracy, in the order of tables (METHOD § 7; docs/metrics). Those of a single point
 * are read at 40 % of the cost of the dearest model; Gain@Best and Gap@Oracle at the most accurate point that validation
 * kept, whatever it costs.
 */
export const metricCatalogue: readonly Metric[] = [
  {
    name: 'PGR@40',
    better: 'higher',
    form: 'share',
    range: anyNumber,
    measure: ({ frontier, small, large }) => {
      const point = operatingPoint(frontier, readAt);
      return point && performanceGapRecovered(point.accuracy, small.accuracy, large.accuracy);
    },
  },
  thresholdMetric(50),
  thresholdMetric(80),
  thresholdMetric(95),
  {
    name: 'APGR',
    better: 'higher',
    form: 'share',
    range: anyNumber,
    measure: ({ frontier, small, large }) => averagePerformanceGapRecovered(frontier, small, large),
  },
  {
    name: 'FLOPs@98',
    better: 'lower',
    form: 'share',
    range: [0, 1],
    measure: ({ frontier, large }) => atMostLarge(costAtAccuracyShare([...frontier, large], large.accuracy)),
  },
  {
    name: 'AIQ',
    better: 'higher',
    form: 'share',
    range: [0, 1],
    measure: ({ frontier, small, large }) =>
      meanAccuracyOver(frontier, { low: small.costShare, high: large.costShare }),
  },
  {
    name: 'ΔIBC@40',
    better: 'higher',
    form: 'share',
    range: anyNumber,
    measure: ({ frontier, small, large }) => {
      const point = operatingPoint(frontier, readAt);
      return point && incrementalBenefitPerCost(point, small, large);
    },
  },
  {
    name: 'A/F@40',
    better: 'higher',
    form: 'number',
    range: [0, Number.POSITIVE_INFINITY],
    measure: ({ frontier, largeCost }) => {
      const point = operatingPoint(frontier, readAt);
      return point && accuracyPerCost(point.accuracy, point.costShare * largeCost);
    },
  },
  {
    name: 'RouterArena@40',
    better: 'higher',
    form: 'share',
    range: [0, 1],
    measure: ({ frontier, small, large }) => {
      const point = operatingPoint(frontier, readAt);
      const bounds = { low: small.costShare, high: large.costShare };
      return point && routerArenaScore(point.accuracy, point.costShare, bounds);
    },
  },
  {
    name: 'Gain@Best',
    better: 'higher',
    form: 'share',
    range: anyNumber,
    measure: ({ frontier, bestModel }) => {
      const point = frontier.at(-1);
      return point && gainAtBest(point.accuracy, bestModel);
    },
  },
  {
    name: 'Gap@Oracle',
    better: 'lower',
    form: 'share',
    range: [Number.NEGATIVE_INFINITY, 1],
    measure: ({ frontier, queryOracle }) => {
      const point = frontier.at(-1);
      return point && gapAtOracle(point.accuracy, queryOracle);
    },
  },
];
