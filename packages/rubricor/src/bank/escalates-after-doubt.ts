import type { CriterionDefinition } from '@roro/core';
import { measureSteps } from './measure-steps.js';
import { entropyLevels, namedLevels } from './named-levels.js';

export const escalatesAfterDoubt: CriterionDefinition = {
  id: 'escalates-after-doubt',
  axis: 'timely-escalation',
  kind: 'principle',
  scope: 'step',
  levels: () =>
    namedLevels(
      entropyLevels,
      (nats) => `The routing calls the large model right after a step of the small one above ${nats} nats.`,
    ),
  measure: (evidence, { value }) =>
    measureSteps(
      evidence,
      ({ previous }) => previous?.byCheapest === true && (previous.meanEntropy ?? 0) >= value,
      (step) => step.byDearest,
      `steps after doubt by the large model`,
    ),
};
