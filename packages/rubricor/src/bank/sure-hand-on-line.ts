import type { CriterionDefinition } from '@roro/core';
import { lineLevels } from './line-levels.js';
import { measureSteps } from './measure-steps.js';

/** Mean entropy in nats above which the small model counts as unsure here. */
const limit = 0.15;

/** A line that may be hard or not, depending on what came before it. */
export const sureHandOnLine: CriterionDefinition = {
  id: 'sure-hand-on-line',
  axis: 'timely-escalation',
  kind: 'principle',
  scope: 'step',
  levels: (query) =>
    lineLevels(query, (line) => `The routing leaves ${line} to the small model only where it is sure.`),
  measure: (evidence, { segment, value }) =>
    measureSteps(
      evidence,
      (step) => step.segment === segment && (!step.byCheapest || step.meanEntropy !== undefined),
      (step) => !step.byCheapest || (step.meanEntropy as number) < limit,
      `steps on line ${value} by a larger model or below ${limit} nats`,
    ),
};
