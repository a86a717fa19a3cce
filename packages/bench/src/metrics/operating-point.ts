import { readFrontier } from './budgeted-accuracy.js';
import type { AccuracyCost } from './upper-hull.js';

/**
 * The policy that `frontier` is at mean cost share `share`, as a point: the accuracy of `readFrontier`, and what is
 * really spent for it. That is `share`, or less where the last point costs less: nothing is left to buy.
 * Undefined for an empty frontier.
 */
export function operatingPoint(frontier: readonly AccuracyCost[], share: number): AccuracyCost | undefined {
  const accuracy = readFrontier(frontier, share);
  const last = frontier.at(-1);
  if (accuracy === undefined || last === undefined) return undefined;
  const isLast = frontier.every(({ costShare }) => costShare <= share);
  return { accuracy, costShare: isLast ? last.costShare : Math.max(0, share) };
}
