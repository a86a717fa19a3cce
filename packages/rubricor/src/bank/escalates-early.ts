import type { CriterionDefinition } from '@roro/core';
import { namedLevels } from './named-levels.js';

export const escalatesEarly: CriterionDefinition = {
  id: 'escalates-early',
  axis: 'timely-escalation',
  kind: 'principle',
  scope: 'trajectory',
  levels: () =>
    namedLevels([1, 2, 3], (steps) => `The routing calls the large model within its first ${steps} steps.`),
  measure: ({ steps }, { value }) => {
    const first = steps.findIndex((step) => step.byDearest);
    return {
      degree: first >= 0 && first < value ? 1 : 0,
      text:
        first < 0
          ? 'the large model is never called'
          : `the large model is first called at step ${first + 1}`,
    };
  },
};
