import type { CriterionDefinition, StepEvidence } from '@roro/core';
import { lineLevels } from './line-levels.js';
import { measureSteps, type PlacedStep } from './measure-steps.js';

/** Mean entropy in nats above which the small model counts as unsure here. */
const limit = 0.15;

/** Whose entropy is unknown says nothing, unless a larger model wrote it or doubt before it decides. */
const isKnown = (step: PlacedStep): boolean =>
  !step.byCheapest || step.meanEntropy !== undefined || isDoubtful(step.previous);

const isDoubtful = (step: StepEvidence | undefined): boolean =>
  step?.byCheapest === true && (step.meanEntropy ?? 0) >= limit;

/** A line that may be hard or not, depending on what came before it: the small model's doubt decides. */
export const sureHandOnLine: CriterionDefinition = {
  id: 'sure-hand-on-line',
  axis: 'timely-escalation',
  kind: 'principle',
  scope: 'step',
  levels: (query) =>
    lineLevels(
      query,
      (line) =>
        `The routing leaves ${line} to the small model where it is sure, and calls the large one where it is not.`,
    ),
  measure: (evidence, { segment, value }) =>
    measureSteps(
      evidence,
      (step) =>
        (step.segment === segment && isKnown(step)) ||
        (step.previous?.segment === segment && isDoubtful(step.previous)),
      (step) =>
        isDoubtful(step.previous) ? step.byDearest : !isDoubtful(step) || step.next?.byDearest === true,
      `steps on line ${value} sure, by a larger model, or followed by the large one`,
    ),
};
