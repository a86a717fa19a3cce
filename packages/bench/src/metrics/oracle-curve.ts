import { ValidationError } from '@roro/core';
import { type AccuracyCost, upperHull } from './upper-hull.js';

/** One way in which a query could have been routed: a leaf of its routing tree. */
export interface RoutingOption {
  /** Share of correct answers along this path, range [0, 1]; 0 or 1 for a single sample. */
  accuracy: number;
  /** Any unit, ≥ 0. */
  cost: number;
}

/**
 * The oracle's accuracy–cost curve: the best mean accuracy over queries at every mean cost, when all outcomes
 * are known. Exact for policies that may mix two paths, hence an upper bound for every router over the same
 * leaves.
 *
 * maximise Σ accuracy_q subject to Σ cost_q ≤ budget is a multiple-choice knapsack; its linear relaxation is
 * solved by starting every query on its cheapest option and climbing the per-query upper hulls in order of
 * falling slope (Sinha & Zoltners 1979; the slope is the Lagrange multiplier λ of the budget).
 *
 * @param queries options per query; at least one query, each with at least one option
 * @param referenceCost what 1 means on the cost axis: the mean cost per query of the dearest model alone,
 *   default 1 (costs are shares already)
 * @returns vertices from the cheapest routing to the most accurate one, fit for `budgetedAccuracy`
 * Throws ValidationError on a query without options, a value out of range or a reference that is not positive.
 */
export function oracleCurve(
  queries: readonly (readonly RoutingOption[])[],
  referenceCost = 1,
): AccuracyCost[] {
  if (queries.length === 0 || !(referenceCost > 0)) {
    throw new ValidationError({
      message: `An oracle needs at least one query and a positive reference cost: got ${queries.length} and ${referenceCost}.`,
      nextStep: 'Pass the options of every query and the mean cost of the dearest model alone.',
    });
  }
  const climbs: { accuracy: number; cost: number }[] = [];
  let accuracy = 0;
  let cost = 0;
  queries.forEach((options, index) => {
    const points = options.map((option) => checkedPoint(option, index));
    const hull = upperHull(points).map((vertex) => points[vertex] as AccuracyCost);
    const cheapest = hull[0];
    if (cheapest === undefined) {
      throw new ValidationError({
        message: `Query ${index} of ${queries.length} has no routing option.`,
        nextStep: 'Give every query at least the path of the cheapest model alone.',
      });
    }
    accuracy += cheapest.accuracy;
    cost += cheapest.costShare;
    for (let i = 1; i < hull.length; i++) {
      const a = hull[i - 1] as AccuracyCost;
      const b = hull[i] as AccuracyCost;
      climbs.push({ accuracy: b.accuracy - a.accuracy, cost: b.costShare - a.costShare });
    }
  });
  climbs.sort((a, b) => b.accuracy / b.cost - a.accuracy / a.cost);
  const scale = queries.length * referenceCost;
  const curve: AccuracyCost[] = [{ accuracy: accuracy / queries.length, costShare: cost / scale }];
  for (const climb of climbs) {
    accuracy += climb.accuracy;
    cost += climb.cost;
    curve.push({ accuracy: Math.min(1, accuracy / queries.length), costShare: cost / scale });
  }
  return upperHull(curve).map((vertex) => curve[vertex] as AccuracyCost);
}

function checkedPoint({ accuracy, cost }: RoutingOption, query: number): AccuracyCost {
  if (!(accuracy >= 0 && accuracy <= 1 && cost >= 0 && Number.isFinite(cost))) {
    throw new ValidationError({
      message: `An option of query ${query} has accuracy ${accuracy} and cost ${cost}; expected [0, 1] and a finite cost ≥ 0.`,
      nextStep: 'Check how the leaves of the routing tree were scored.',
    });
  }
  return { accuracy, costShare: cost };
}
