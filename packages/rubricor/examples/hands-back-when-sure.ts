import type { CriterionDefinition } from '@roro/core';
import { measureSteps, namedLevels } from '@roro/rubricor';

/** Going back after a step that the large model was unsure of leaves the doubt to the weaker one. */
export const handsBackWhenSure: CriterionDefinition = {
  id: 'hands-back-when-sure',
  axis: 'effective-recovery',
  kind: 'principle',
  scope: 'step',
  levels: () =>
    namedLevels(
      [0.1, 0.3],
      (nats) => `The routing goes back to the small model only after a large one's step below ${nats} nats.`,
    ),
  measure: (evidence, { value }) =>
    measureSteps(
      evidence,
      ({ byCheapest, previous }) =>
        byCheapest && previous?.byDearest === true && previous.meanEntropy !== undefined,
      ({ previous }) => (previous?.meanEntropy ?? value) < value,
      'returns to the small model after a sure step',
    ),
};
