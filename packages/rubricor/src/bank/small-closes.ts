import type { CriterionDefinition } from '@roro/core';
import { measureSteps } from './measure-steps.js';
import { namedLevels } from './named-levels.js';

export const smallCloses: CriterionDefinition = {
  id: 'small-closes',
  axis: 'efficient-allocation',
  kind: 'principle',
  scope: 'step',
  levels: () =>
    namedLevels([1, 2], (steps) => `The routing leaves the last ${steps} steps to the small model.`),
  measure: (evidence, { value }) =>
    measureSteps(
      evidence,
      (step) => step.index >= evidence.steps.length - value,
      (step) => step.byCheapest,
      'closing steps by the small model',
    ),
};
