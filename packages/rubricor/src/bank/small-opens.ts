import type { CriterionDefinition } from '@roro/core';
import { measureSteps } from './measure-steps.js';
import { namedLevels } from './named-levels.js';

export const smallOpens: CriterionDefinition = {
  id: 'small-opens',
  axis: 'efficient-allocation',
  kind: 'principle',
  scope: 'step',
  levels: () =>
    namedLevels([1, 2], (steps) => `The routing leaves the first ${steps} steps to the small model.`),
  measure: (evidence, { value }) =>
    measureSteps(
      evidence,
      (step) => step.index < value,
      (step) => step.byCheapest,
      'opening steps by the small model',
    ),
};
