import { type AccuracyCost, upperHull } from './upper-hull.js';

/**
 * Budgeted accuracy BA@b (METHOD § 7): the accuracy that a router buys at mean cost share `share`.
 *
 * `curve` must contain the ends, SRM-only and LRM-only, beside the router's own points; without them a policy
 * that collapsed to one model would be credited with its accuracy at a budget it never kept (METHOD § 9 (5)).
 * The curve may be noisy and not monotone: only its non-decreasing upper hull counts, because tossing a coin
 * between two knobs is a policy too. Use this where the points are exact (an oracle, a model card); for a
 * measured router choose the hull on validation data and read it on test data: `chooseFrontier`,
 * `readFrontier`.
 *
 * Undefined for an empty curve.
 */
export function budgetedAccuracy(curve: readonly AccuracyCost[], share: number): number | undefined {
  return readFrontier(
    upperHull(curve).map((index) => curve[index] as AccuracyCost),
    share,
  );
}

/** The points of a validation curve that are worth using, as indices into it, from cheap to dear. */
export function chooseFrontier(validationCurve: readonly AccuracyCost[]): number[] {
  return upperHull(validationCurve);
}

/**
 * Accuracy at mean cost share `share` of the policy that moves along `frontier`: measured points, in the order
 * in which validation put them from cheap to dear, and mixtures of two neighbours between them. Where test
 * costs are out of that order the first crossing counts.
 *
 * Below the first point the budget pays for the share `share / cost` of the queries and the rest stays
 * unanswered; above the last point nothing is left to buy and its accuracy stands. Undefined for an empty
 * frontier, never NaN.
 */
export function readFrontier(frontier: readonly AccuracyCost[], share: number): number | undefined {
  const first = frontier[0];
  if (first === undefined) return undefined;
  if (share < first.costShare) return (first.accuracy * Math.max(0, share)) / first.costShare;
  let a = first;
  for (let i = 1; i < frontier.length; i++) {
    const b = frontier[i] as AccuracyCost;
    if (b.costShare > share) {
      const weight = (share - a.costShare) / (b.costShare - a.costShare);
      return a.accuracy + weight * (b.accuracy - a.accuracy);
    }
    a = b;
  }
  return a.accuracy;
}
