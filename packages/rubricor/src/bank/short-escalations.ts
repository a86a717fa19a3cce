import type { CriterionDefinition, TrajectoryEvidence } from '@roro/core';
import { measureSteps } from './measure-steps.js';
import { namedLevels } from './named-levels.js';

/** Steps of the dearest model up to this one, without a break. */
function runLength({ steps }: TrajectoryEvidence, index: number): number {
  let length = 0;
  while (index - length >= 0 && steps[index - length]?.byDearest) length += 1;
  return length;
}

export const shortEscalations: CriterionDefinition = {
  id: 'short-escalations',
  axis: 'effective-recovery',
  kind: 'principle',
  scope: 'step',
  levels: () =>
    namedLevels(
      [1, 2, 3],
      (steps) => `The routing goes back to the small model after ${steps} steps of the large one.`,
    ),
  measure: (evidence, { value }) =>
    measureSteps(
      evidence,
      (step) => step.byDearest,
      (step) => runLength(evidence, step.index) <= value,
      `steps of the large model among the first ${value} of their run`,
    ),
};
