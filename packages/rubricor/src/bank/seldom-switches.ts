import type { CriterionDefinition } from '@roro/core';
import { atMost } from './measure-steps.js';
import { namedLevels } from './named-levels.js';

export const seldomSwitches: CriterionDefinition = {
  id: 'seldom-switches',
  axis: 'effective-recovery',
  kind: 'principle',
  scope: 'trajectory',
  levels: () =>
    namedLevels(
      [0.25, 0.5],
      (share) => `The routing changes the model at no more than ${share} of the steps.`,
    ),
  measure: ({ steps, switches }, { value }) => {
    const share = steps.length < 2 ? 0 : switches / (steps.length - 1);
    return {
      degree: atMost(share, value, 0.25),
      text: `it changes the model at ${share.toFixed(2)} of the steps`,
    };
  },
};
