import { accuracyTolerance } from './is-more-accurate.js';
import type { AccuracyCost } from './upper-hull.js';

/**
 * Cost share at which a curve first reaches an accuracy, going from its first point to its last; between two points
 * the policy that tosses a coin between them. A noisy curve may fall below it again: the first crossing counts.
 * Undefined where the curve never gets there, and for no point.
 *
 * @param curve in the order in which it is walked, from cheap to dear
 */
export function costToReach(curve: readonly AccuracyCost[], accuracy: number): number | undefined {
  const target = accuracy - accuracyTolerance;
  const index = curve.findIndex((point) => point.accuracy >= target);
  const b = curve[index];
  if (b === undefined) return undefined;
  const a = curve[index - 1];
  if (a === undefined || b.accuracy <= accuracy) return b.costShare;
  return a.costShare + ((accuracy - a.accuracy) / (b.accuracy - a.accuracy)) * (b.costShare - a.costShare);
}
