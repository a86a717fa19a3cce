import type { CriterionDefinition } from '@roro/core';
import { atMost } from './measure-steps.js';
import { namedLevels } from './named-levels.js';

export const costShareAtMost: CriterionDefinition = {
  id: 'cost-share-at-most',
  axis: 'efficient-allocation',
  kind: 'principle',
  scope: 'trajectory',
  levels: () =>
    namedLevels(
      [0.3, 0.5, 0.7],
      (share) => `The routing costs at most ${share} of what the large model alone would.`,
    ),
  measure: ({ costShare }, { value }) => ({
    degree: atMost(costShare, value, 0.25),
    text: `it costs ${costShare.toFixed(2)} of it`,
  }),
};
