import type { CriterionDefinition } from '@roro/core';
import { lineLevels } from './line-levels.js';
import { measureSteps } from './measure-steps.js';

/** A line that the small model gets wrong. A large model that writes right after it can still mend it. */
export const largeWritesLine: CriterionDefinition = {
  id: 'large-writes-line',
  axis: 'timely-escalation',
  kind: 'hard-rule',
  scope: 'step',
  levels: (query) =>
    lineLevels(
      query,
      (line) => `The routing has the large model write the work on ${line}, or mend it at once.`,
    ),
  measure: (evidence, { segment, value }) =>
    measureSteps(
      evidence,
      (step) => step.segment === segment,
      (step) => step.byDearest || step.next?.byDearest === true,
      `steps on line ${value} by the large model, or just before one of its steps`,
    ),
};
