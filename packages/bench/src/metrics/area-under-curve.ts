import type { AccuracyCost } from './upper-hull.js';

/**
 * ∫ of `readFrontier` over cost shares from `low` to `high`, exact: the accuracy along a frontier is linear between
 * the points that it meets. 0 for an empty range. Undefined for an empty frontier.
 */
export function areaUnderCurve(
  frontier: readonly AccuracyCost[],
  low: number,
  high: number,
): number | undefined {
  const first = frontier[0];
  const last = frontier.at(-1);
  if (first === undefined || last === undefined) return undefined;
  let area = piece({ costShare: 0, accuracy: 0 }, first, Math.max(0, low), Math.min(first.costShare, high));
  // Points that cost less than one before them lie on no stretch of their own: the first crossing counts.
  let reach = first.costShare;
  for (let i = 1; i < frontier.length; i++) {
    const a = frontier[i - 1] as AccuracyCost;
    const b = frontier[i] as AccuracyCost;
    if (b.costShare <= reach) continue;
    area += piece(a, b, Math.max(reach, low), Math.min(b.costShare, high));
    reach = b.costShare;
  }
  return area + last.accuracy * Math.max(0, high - Math.max(reach, low));
}

/** Area under the line through `a` and `b`, from `low` to `high`. */
function piece(a: AccuracyCost, b: AccuracyCost, low: number, high: number): number {
  if (high <= low) return 0;
  const at = (share: number): number =>
    a.accuracy + ((share - a.costShare) / (b.costShare - a.costShare)) * (b.accuracy - a.accuracy);
  return ((at(low) + at(high)) / 2) * (high - low);
}
