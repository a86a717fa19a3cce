import type { CriterionDefinition } from '@roro/core';
import { lineLevels } from './line-levels.js';
import { measureSteps } from './measure-steps.js';

/** A line that the small model gets right: the large one is wasted on it. */
export const smallWritesLine: CriterionDefinition = {
  id: 'small-writes-line',
  axis: 'efficient-allocation',
  kind: 'hard-rule',
  scope: 'step',
  levels: (query) =>
    lineLevels(query, (line) => `The routing leaves the work on ${line} to the small model.`),
  measure: (evidence, { segment, value }) =>
    measureSteps(
      evidence,
      (step) => step.segment === segment,
      (step) => step.byCheapest,
      `steps on line ${value} by the small model`,
    ),
};
