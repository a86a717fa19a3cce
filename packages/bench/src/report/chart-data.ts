import type { CurvePoint } from '@roro/core';
import type { BenchmarkResult } from '../budget-rows.js';
import { budgets } from '../evaluate.js';
import { largeOnly, smallOnly } from '../outcomes.js';

/** Percent on both axes: what the page draws. */
export interface ChartPoint {
  x: number;
  y: number;
  /** Lines of the tooltip. */
  text: string[];
}

export interface ChartSeries {
  router: string;
  /** Position in the page's palette and list of point shapes. */
  style: number;
  /** Every knob, between the two ends. */
  points: ChartPoint[];
  /** BA@20/40/60 with the ends of their intervals. */
  budgets: (ChartPoint & { low: number; high: number })[];
}

export interface ChartData {
  id: string;
  small: ChartPoint | undefined;
  large: ChartPoint | undefined;
  series: ChartSeries[];
}

const rounded = (share: number): number => Math.round(share * 10_000) / 100;

function chartPoint(router: string, point: CurvePoint): ChartPoint {
  const knob = point.knob === null ? '' : ` at knob ${Number(point.knob.toPrecision(4))}`;
  return {
    x: rounded(point.costShare),
    y: rounded(point.accuracy),
    text: [
      `${router}${knob}`,
      `${rounded(point.accuracy).toFixed(1)} % right at ${rounded(point.costShare).toFixed(1)} % cost`,
      `${rounded(point.largeTokenShare).toFixed(0)} % of tokens by the large model, ${point.callsPerQuery.toFixed(1)} calls a question`,
    ],
  };
}

/**
 * What the page draws for one benchmark.
 *
 * @param styleOf position of a router in the palette: the same router looks the same in every chart
 */
export function chartData(
  id: string,
  { routers }: BenchmarkResult,
  styleOf: (router: string) => number,
): ChartData {
  const end = (name: string): ChartPoint | undefined => {
    const point = routers.find(({ router }) => router === name)?.points[0];
    return point && chartPoint(name, point);
  };
  return {
    id,
    small: end(smallOnly),
    large: end(largeOnly),
    series: routers
      .filter(({ router }) => router !== smallOnly && router !== largeOnly)
      .map(({ router, points, budgetedAccuracy }) => ({
        router,
        style: styleOf(router),
        points: points.map((point) => chartPoint(router, point)),
        budgets: budgets.map((budget) => {
          const { value, low, high } = budgetedAccuracy[`${budget}`];
          const range = `95 % interval ${rounded(low).toFixed(1)} to ${rounded(high).toFixed(1)} %`;
          const text = [`${router}: BA@${budget} = ${rounded(value).toFixed(1)} %`, range];
          return { x: budget, y: rounded(value), low: rounded(low), high: rounded(high), text };
        }),
      })),
  };
}
