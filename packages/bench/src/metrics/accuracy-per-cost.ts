/**
 * A/F, accuracy per FLOP (METHOD § 7): mean accuracy ÷ mean cost of a query, in whatever unit the cost is.
 * Cheap routers have the highest, right or wrong: a router that spends a tenth may be half as right. Undefined where
 * the cost is not above 0.
 */
export function accuracyPerCost(accuracy: number, cost: number): number | undefined {
  return cost > 0 ? accuracy / cost : undefined;
}
