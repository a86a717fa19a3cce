import type { CurvePoint } from '@roro/core';
import type { KnobOutcomes } from '../outcomes.js';
import { accuracy } from './accuracy.js';
import { costShare } from './cost-share.js';

/** One point of the curve; `reference` is the dearest model alone on the same queries. */
export function curvePoint(outcomes: KnobOutcomes, reference: KnobOutcomes): CurvePoint {
  return {
    knob: outcomes.knob,
    // A mean of per-query means may exceed 1 by a rounding error.
    accuracy: Math.min(1, accuracy(outcomes.correct) ?? 0),
    costShare: costShare(outcomes.cost, reference.cost),
    largeTokenShare: outcomes.largeTokenShare,
    callsPerQuery: outcomes.callsPerQuery,
  };
}

/**
 * The accuracy–cost curve of a router: one point per knob, from cheap to dear (METHOD § 7).
 *
 * @param knobs outcomes at each knob, all on the same queries; at least one query
 * @param reference the dearest model alone on the same queries: what cost share 1 means
 * Throws ValidationError where the reference cost nothing.
 */
export function accuracyCostCurve(knobs: readonly KnobOutcomes[], reference: KnobOutcomes): CurvePoint[] {
  return knobs
    .map((outcomes) => curvePoint(outcomes, reference))
    .sort((a, b) => a.costShare - b.costShare || (a.knob ?? 0) - (b.knob ?? 0));
}
