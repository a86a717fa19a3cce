/** A policy as a point of the accuracy–cost plane. */
export interface AccuracyCost {
  /** Share of queries answered correctly, range [0, 1]. */
  accuracy: number;
  /** Mean cost relative to the dearest model alone, ≥ 0. */
  costShare: number;
}

/**
 * Indices of the points on the non-decreasing upper hull, from the cheapest point to the most accurate one:
 * the best accuracy that mixing the given policies can buy at each cost (RouterBench 2403.12031 § 3 takes the
 * same hull). Costs and accuracies rise strictly along it; of equal points the first is kept. Empty for no
 * point.
 */
export function upperHull(points: readonly AccuracyCost[]): number[] {
  const at = (index: number): AccuracyCost => points[index] as AccuracyCost;
  const order = points
    .map((_, index) => index)
    .sort((a, b) => at(a).costShare - at(b).costShare || at(b).accuracy - at(a).accuracy || a - b);
  const hull: number[] = [];
  for (const index of order) {
    const point = at(index);
    const last = hull.at(-1);
    if (last !== undefined && point.accuracy <= at(last).accuracy) continue;
    while (hull.length >= 2) {
      const a = at(hull[hull.length - 2] as number);
      const b = at(hull[hull.length - 1] as number);
      const rise = (b.accuracy - a.accuracy) * (point.costShare - a.costShare);
      const line = (point.accuracy - a.accuracy) * (b.costShare - a.costShare);
      if (rise > line) break;
      hull.pop();
    }
    hull.push(index);
  }
  return hull;
}
