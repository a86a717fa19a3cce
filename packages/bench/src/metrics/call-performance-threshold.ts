import { costToReach } from './cost-to-reach.js';
import { isMoreAccurate } from './is-more-accurate.js';
import type { AccuracyCost } from './upper-hull.js';

/**
 * Call-performance threshold CPT(x) (RouteLLM 2406.18665 § 3): the least cost at which PGR ≥ x, first crossing
 * (`costToReach`). The paper counts calls of the strong model; this counts cost relative to it, as TRIM
 * (2601.10245) does.
 *
 * @param curve from cheap to dear
 * @param weak accuracy of the weak model alone, PGR 0
 * @param strong accuracy of the strong model alone, PGR 1
 * @param recovered x, range (0, 1]
 * Undefined where the strong model is not the more accurate one, and where the curve never recovers so much.
 */
export function callPerformanceThreshold(
  curve: readonly AccuracyCost[],
  weak: number,
  strong: number,
  recovered: number,
): number | undefined {
  if (!isMoreAccurate(strong, weak)) return undefined;
  return costToReach(curve, weak + recovered * (strong - weak));
}
