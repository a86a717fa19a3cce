import type { CurvePoint } from '@roro/core';
import type { BenchmarkResult } from '../budget-rows.js';
import { budgets } from '../evaluate.js';
import { largeOnly, smallOnly } from '../outcomes.js';

/** One knob of a router. Percent on both axes. */
export interface ChartPoint {
  x: number;
  y: number;
  /** Absent for a router without one. */
  knob?: number;
  /** Share of tokens by the large model, in percent. */
  large: number;
  /** Model calls a question. */
  calls: number;
}

export interface ChartSeries {
  router: string;
  /** Every knob, between the two ends. */
  points: ChartPoint[];
  /** BA@20/40/60 with the ends of their intervals, in percent. */
  budgets: { x: number; y: number; low: number; high: number }[];
}

export interface ChartData {
  id: string;
  /** Stands over the chart where it is exported. */
  title: string;
  small: ChartPoint | undefined;
  large: ChartPoint | undefined;
  series: ChartSeries[];
}

const rounded = (share: number): number => Math.round(share * 10_000) / 100;

function chartPoint({ knob, accuracy, costShare, largeTokenShare, callsPerQuery }: CurvePoint): ChartPoint {
  return {
    x: rounded(costShare),
    y: rounded(accuracy),
    ...(knob === null ? {} : { knob: Number(knob.toPrecision(4)) }),
    large: Math.round(100 * largeTokenShare),
    calls: Math.round(10 * callsPerQuery) / 10,
  };
}

/** What the page draws for one benchmark; how a router looks is said once for all charts. */
export function chartData(id: string, title: string, { routers }: BenchmarkResult): ChartData {
  const end = (name: string): ChartPoint | undefined => {
    const point = routers.find(({ router }) => router === name)?.points[0];
    return point && chartPoint({ ...point, knob: null });
  };
  return {
    id,
    title,
    small: end(smallOnly),
    large: end(largeOnly),
    series: routers
      .filter(({ router }) => router !== smallOnly && router !== largeOnly)
      .map(({ router, points, budgetedAccuracy }) => ({
        router,
        points: points.map(chartPoint),
        budgets: budgets.map((budget) => {
          const { value, low, high } = budgetedAccuracy[`${budget}`];
          return { x: budget, y: rounded(value), low: rounded(low), high: rounded(high) };
        }),
      })),
  };
}
