import type { CriterionDefinition } from '@roro/core';
import { largeShare } from './large-share.js';
import { atMost } from './measure-steps.js';
import { namedLevels } from './named-levels.js';

/** For queries that are hard throughout. */
export const largeShareAtLeast: CriterionDefinition = {
  id: 'large-share-at-least',
  axis: 'timely-escalation',
  kind: 'principle',
  scope: 'trajectory',
  levels: () =>
    namedLevels(
      [0.3, 0.6],
      (share) => `The routing has the large model write at least ${share} of the steps.`,
    ),
  measure: (evidence, { value }) => {
    const share = largeShare(evidence);
    return {
      degree: atMost(1 - share, 1 - value, 0.25),
      text: `the large model writes ${share.toFixed(2)} of the steps`,
    };
  },
};
