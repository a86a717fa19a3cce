import type { Measurement, StepEvidence, TrajectoryEvidence } from '@roro/core';

/** A step with its position and its neighbours. */
export interface PlacedStep extends StepEvidence {
  index: number;
  previous: StepEvidence | undefined;
  next: StepEvidence | undefined;
}

/**
 * Measures a criterion of scope `step`: its degree is the mean over the steps that it looks at.
 *
 * @param relevant does the criterion look at this step?
 * @param degree how far the step does as it says; true is 1
 * @param what names the relevant steps for the reader: "steps on line 3 by the large model"
 */
export function measureSteps(
  { steps }: TrajectoryEvidence,
  relevant: (step: PlacedStep) => boolean,
  degree: (step: PlacedStep) => number | boolean,
  what: string,
): Measurement {
  const perStep = steps
    .map(
      (step, index): PlacedStep => ({
        ...step,
        index,
        previous: steps[index - 1],
        next: steps[index + 1],
      }),
    )
    .filter(relevant)
    .map((step) => ({ index: step.index, degree: Number(degree(step)) }));
  if (perStep.length === 0) return { perStep, degree: undefined, text: `no such step: ${what}` };
  const sum = perStep.reduce((total, step) => total + step.degree, 0);
  const count = Number.isInteger(sum) ? String(sum) : sum.toFixed(1);
  return { perStep, degree: sum / perStep.length, text: `${count} of ${perStep.length} ${what}` };
}

/** Falls from 1 at the limit to 0 at `slack` above it, so that a near miss is not a whole one. */
export function atMost(value: number, limit: number, slack: number): number {
  return Math.max(0, Math.min(1, 1 - (value - limit) / slack));
}
