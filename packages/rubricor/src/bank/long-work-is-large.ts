import type { CriterionDefinition } from '@roro/core';
import { measureSteps } from './measure-steps.js';
import { namedLevels } from './named-levels.js';

export const longWorkIsLarge: CriterionDefinition = {
  id: 'long-work-is-large',
  axis: 'timely-escalation',
  kind: 'principle',
  scope: 'step',
  levels: () =>
    namedLevels(
      [2, 3],
      (steps) => `The routing gives lines that take ${steps} steps or more to the large model.`,
    ),
  measure: (evidence, { value }) =>
    measureSteps(
      evidence,
      (step) => evidence.steps.filter((other) => other.segment === step.segment).length >= value,
      (step) => step.byDearest,
      'steps on long lines by the large model',
    ),
};
