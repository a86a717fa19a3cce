import type { CriterionDefinition } from '@roro/core';
import { atMost, namedLevels } from '@roro/rubricor';

/** A bill counts tokens, not shares of steps: what the dearest model writes has a ceiling, whatever the length of the answer. */
export const largeTokensAtMost: CriterionDefinition = {
  id: 'large-tokens-at-most',
  axis: 'efficient-allocation',
  kind: 'principle',
  scope: 'trajectory',
  levels: () =>
    namedLevels([20, 60], (tokens) => `The routing has the large model write at most ${tokens} tokens.`),
  measure: ({ steps }, { value }) => {
    const tokens = steps.reduce((sum, step) => sum + (step.byDearest ? step.tokens : 0), 0);
    return { degree: atMost(tokens, value, value), text: `the large model writes ${tokens} tokens` };
  },
};
