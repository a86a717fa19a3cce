import { areaUnderCurve } from './area-under-curve.js';
import { readFrontier } from './budgeted-accuracy.js';
import { type AccuracyCost, upperHull } from './upper-hull.js';

/** A range of cost shares. */
export interface CostRange {
  low: number;
  high: number;
}

/**
 * Average improvement in quality (RouterBench 2403.12031 § 3): the area under the non-decreasing convex hull of the
 * points, divided by the range of costs, AIQ = ∫ R̃(c) dc ÷ (c_max − c_min). Use this where points are exact; for a measured router
 * `meanAccuracyOver` the frontier that validation chose.
 *
 * @param range default from the cheapest point to the most accurate one; routers are compared over one range
 * Undefined for no point. Over an empty range, such as that of a single point, the accuracy there.
 */
export function averageImprovementInQuality(
  points: readonly AccuracyCost[],
  range?: CostRange,
): number | undefined {
  const hull = upperHull(points).map((index) => points[index] as AccuracyCost);
  const first = hull[0];
  const last = hull.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return meanAccuracyOver(hull, range ?? { low: first.costShare, high: last.costShare });
}

/** Mean of `readFrontier` over a range of costs: AIQ of a frontier whose points validation chose. */
export function meanAccuracyOver(
  frontier: readonly AccuracyCost[],
  { low, high }: CostRange,
): number | undefined {
  if (!(high > low)) return readFrontier(frontier, low);
  const area = areaUnderCurve(frontier, low, high);
  return area === undefined ? undefined : area / (high - low);
}
