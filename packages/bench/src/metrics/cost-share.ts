import { ValidationError } from '@roro/core';

/**
 * Mean cost divided by the mean cost of the dearest model alone on the same queries (METHOD § 7); 1 is
 * LRM-only. Both lists have one entry per query, in the same order and unit.
 *
 * Throws ValidationError where the lists differ in length, are empty, or the reference spent nothing: a share
 * of nothing is no number.
 */
export function costShare(cost: ArrayLike<number>, reference: ArrayLike<number>): number {
  if (cost.length !== reference.length || cost.length === 0) {
    throw new ValidationError({
      message: `A cost share compares the same queries: got ${cost.length} costs and ${reference.length} of the dearest model.`,
      nextStep: 'Run the router and the dearest model alone on one query list.',
    });
  }
  let sum = 0;
  let referenceSum = 0;
  for (let i = 0; i < cost.length; i++) {
    sum += cost[i] as number;
    referenceSum += reference[i] as number;
  }
  if (!(referenceSum > 0)) {
    throw new ValidationError({
      message: `The dearest model alone cost ${referenceSum} over ${cost.length} queries; a cost share needs a positive reference.`,
      nextStep: 'Check the parameters or prices of the pool, and that the reference run answered at all.',
    });
  }
  return sum / referenceSum;
}
