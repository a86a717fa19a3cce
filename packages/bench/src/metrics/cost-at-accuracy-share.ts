import { costToReach } from './cost-to-reach.js';
import { isMoreAccurate } from './is-more-accurate.js';
import type { AccuracyCost } from './upper-hull.js';

/**
 * FLOPs@98 %: the cost share at which a curve first reaches a share of the strong model's accuracy
 * (METHOD § 7; `costToReach`). Unlike CPT it does not look at the weak model.
 *
 * @param curve from cheap to dear
 * @param strong accuracy of the strong model alone
 * @param share default 0.98, range (0, 1]
 * Undefined where the strong model answers nothing right, and where the curve never gets there.
 */
export function costAtAccuracyShare(
  curve: readonly AccuracyCost[],
  strong: number,
  share = 0.98,
): number | undefined {
  return isMoreAccurate(strong, 0) ? costToReach(curve, share * strong) : undefined;
}
