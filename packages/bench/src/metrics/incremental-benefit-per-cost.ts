import { isMoreAccurate } from './is-more-accurate.js';
import type { AccuracyCost } from './upper-hull.js';

/**
 * ΔIBC (AutoMix 2310.12963 § 5.1): by how much more accuracy a router buys per cost above the small model than the
 * large model does. IBC = (r − r_w) / (c − c_w); ΔIBC = (IBC − IBC_s) / IBC_s, where IBC_s is the large model's: 0 is
 * the straight line between the two models, 0.5 half as much again. The paper gives it in percent.
 *
 * Undefined where the large model is not both more accurate and dearer than the small one, and where the router costs
 * no more than the small model: there is no cost above it to divide by.
 */
export function incrementalBenefitPerCost(
  point: AccuracyCost,
  weak: AccuracyCost,
  strong: AccuracyCost,
): number | undefined {
  const range = strong.costShare - weak.costShare;
  const spent = point.costShare - weak.costShare;
  if (!isMoreAccurate(strong.accuracy, weak.accuracy) || !(range > 0) || !(spent > 0)) return undefined;
  const benefit = (point.accuracy - weak.accuracy) / spent;
  const reference = (strong.accuracy - weak.accuracy) / range;
  return benefit / reference - 1;
}
