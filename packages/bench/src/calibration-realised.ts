import { type Interval, ValidationError } from '@roro/core';
import { percentileInterval, type Resamples } from './bootstrap.js';
import type { TargetKind } from './calibration-target.js';
import type { KnobOutcomes } from './outcomes.js';

/** What a calibrated knob came to on queries that it was not chosen on, each with a 95 % bootstrap interval. */
export interface Realised {
  /** In the unit of the target. */
  value: Interval;
  accuracy: Interval;
  costShare: Interval;
}

/**
 * Shares are ratios of means over the same resampled queries: numerator and denominator move together.
 *
 * @param outcomes at the chosen knob
 * @param reference the dearest model alone on the same queries
 * @param resamples of these queries (`resampleQueries`)
 * @throws ValidationError where a share has nothing to be a share of: the reference cost nothing, or answered nothing
 *   right
 */
export function realised(
  outcomes: KnobOutcomes,
  reference: KnobOutcomes,
  kind: TargetKind,
  resamples: Resamples,
): Realised {
  const one = new Float64Array(outcomes.correct.length).fill(1);
  const costShare = ratioInterval(outcomes.cost, reference.cost, resamples);
  return {
    value:
      kind === 'cost'
        ? costShare
        : kind === 'money'
          ? ratioInterval(outcomes.cost, one, resamples)
          : ratioInterval(outcomes.correct, reference.correct, resamples),
    accuracy: ratioInterval(outcomes.correct, one, resamples),
    costShare,
  };
}

/**
 * Σ numerator / Σ denominator over queries. A resample without any denominator, such as one of queries that the dearest
 * model all got wrong, has no ratio and says nothing about the interval.
 */
function ratioInterval(
  numerator: Float64Array,
  denominator: Float64Array,
  { queries, replicates, counts }: Resamples,
): Interval {
  const ratios: number[] = [];
  for (let replicate = 0; replicate < replicates; replicate++) {
    let above = 0;
    let below = 0;
    for (let query = 0; query < queries; query++) {
      const count = counts[replicate * queries + query] as number;
      above += count * (numerator[query] as number);
      below += count * (denominator[query] as number);
    }
    if (below > 0) ratios.push(above / below);
  }
  const value = sum(numerator) / sum(denominator);
  if (Number.isFinite(value) && ratios.length > 0)
    return percentileInterval(value, Float64Array.from(ratios));
  throw new ValidationError({
    message: `The dearest model alone cost nothing or answered none of ${queries} queries right: a share of that is no number.`,
    nextStep: 'Measure on more test queries.',
  });
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
