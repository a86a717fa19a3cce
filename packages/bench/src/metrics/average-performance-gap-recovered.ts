import { areaUnderCurve } from './area-under-curve.js';
import { performanceGapRecovered } from './performance-gap-recovered.js';
import type { AccuracyCost } from './upper-hull.js';

/**
 * Average performance gap recovered (RouteLLM 2406.18665, eq. 7), the mean of PGR over all costs:
 * APGR = (AUC − AUC_w) / (AUC_s − AUC_w) = ∫ PGR dc ÷ (c_s − c_w). The paper's cost is the share of queries that the
 * strong model answers, from 0 (the weak model alone) to 1; here it runs from the weak model's cost share to the strong
 * one's, so that the straight line between the two has 0.5 as there.
 *
 * @param frontier read by `readFrontier`
 * Undefined where the strong model is not both more accurate and dearer, and for an empty frontier.
 */
export function averagePerformanceGapRecovered(
  frontier: readonly AccuracyCost[],
  weak: AccuracyCost,
  strong: AccuracyCost,
): number | undefined {
  const range = strong.costShare - weak.costShare;
  if (!(range > 0)) return undefined;
  const area = areaUnderCurve(frontier, weak.costShare, strong.costShare);
  return area === undefined
    ? undefined
    : performanceGapRecovered(area / range, weak.accuracy, strong.accuracy);
}
