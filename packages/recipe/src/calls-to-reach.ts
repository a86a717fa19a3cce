import { costToReach, meanLearningCurves } from '@roro/bench';
import type { LearningCurveRecord } from '@roro/core';

/**
 * Distinct model calls at which the mean learning curve of a method (over settings and seeds) first reaches an accuracy at
 * 40 % of the cost, on the straight line between two snapshots; the calls of its first snapshot where that is there
 * already. Undefined where it never is, and for a method without a mean curve (`meanLearningCurves`).
 *
 * @param target BA@40, range [0, 1]
 */
export function callsToReach(
  curves: readonly LearningCurveRecord[],
  { method, target }: { method: string; target: number },
): number | undefined {
  const points = meanLearningCurves(curves).find((curve) => curve.method === method)?.points ?? [];
  return costToReach(
    points.map(({ calls, budgetedAccuracy }) => ({
      costShare: calls,
      accuracy: budgetedAccuracy['40'].value,
    })),
    target,
  );
}
