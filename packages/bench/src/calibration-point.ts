import { ValidationError } from '@roro/core';
import type { CalibrationTarget, TargetKind } from './calibration-target.js';
import { accuracy } from './metrics/accuracy.js';
import { costShare } from './metrics/cost-share.js';
import type { KnobOutcomes } from './outcomes.js';

/** A router at one knob, or one model alone, as calibration sees it on validation queries. */
export interface CalibrationPoint {
  /** The router, or the name of a single model: `srm-only`, `lrm-only`. */
  router: string;
  /** Null for a single model and for a router without a knob. */
  knob: number | null;
  /** Share of queries answered correctly, range [0, 1]. */
  accuracy: number;
  /** `accuracy` divided by that of the dearest model alone; undefined where that answered nothing right. */
  accuracyShare: number | undefined;
  /** Mean cost divided by that of the dearest model alone. */
  costShare: number;
  /** Mean cost per query, in the unit of the outcomes. */
  cost: number;
}

/**
 * @param reference the dearest model alone on the same queries
 * @throws ValidationError where the reference cost nothing or answered other queries
 */
export function calibrationPoint(
  { router, knob }: Pick<CalibrationPoint, 'router' | 'knob'>,
  outcomes: KnobOutcomes,
  reference: KnobOutcomes,
): CalibrationPoint {
  const share = costShare(outcomes.cost, reference.cost);
  const own = accuracy(outcomes.correct) as number;
  const best = accuracy(reference.correct) as number;
  return {
    router,
    knob,
    accuracy: own,
    accuracyShare: best === 0 ? undefined : own / best,
    costShare: share,
    cost: outcomes.cost.reduce((sum, cost) => sum + cost, 0) / outcomes.cost.length,
  };
}

/**
 * What a target of this kind is compared with.
 *
 * @throws ValidationError for a share of the accuracy of a dearest model that answered nothing right
 */
export function targetValue(point: CalibrationPoint, kind: TargetKind): number {
  const value = { cost: point.costShare, money: point.cost, accuracy: point.accuracyShare }[kind];
  if (value !== undefined) return value;
  throw new ValidationError({
    message: 'The dearest model alone answered none of the queries right: a share of that is no number.',
    nextStep: 'Calibrate on more validation queries, or to a cost.',
  });
}

/** Sums of many costs differ in their last digits, which must not decide. */
const rounding = 1e-9;

/** Does a point keep within a target of cost or money, or reach one of accuracy? */
export function meetsTarget(point: CalibrationPoint, { kind, value }: CalibrationTarget): boolean {
  const own = targetValue(point, kind);
  return kind === 'accuracy' ? own >= value * (1 - rounding) : own <= value * (1 + rounding);
}
