import type { CriterionDefinition } from '@roro/core';
import { largeShare } from './large-share.js';
import { atMost } from './measure-steps.js';
import { namedLevels } from './named-levels.js';

export const largeShareAtMost: CriterionDefinition = {
  id: 'large-share-at-most',
  axis: 'efficient-allocation',
  kind: 'principle',
  scope: 'trajectory',
  levels: () =>
    namedLevels(
      [0.2, 0.4, 0.6],
      (share) => `The routing has the large model write at most ${share} of the steps.`,
    ),
  measure: (evidence, { value }) => {
    const share = largeShare(evidence);
    return {
      degree: atMost(share, value, 0.25),
      text: `the large model writes ${share.toFixed(2)} of the steps`,
    };
  },
};
