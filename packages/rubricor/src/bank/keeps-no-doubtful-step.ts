import type { CriterionDefinition } from '@roro/core';
import { measureSteps } from './measure-steps.js';
import { entropyLevels, namedLevels } from './named-levels.js';

export const keepsNoDoubtfulStep: CriterionDefinition = {
  id: 'keeps-no-doubtful-step',
  axis: 'timely-escalation',
  kind: 'principle',
  scope: 'step',
  levels: () =>
    namedLevels(
      entropyLevels,
      (nats) =>
        `The routing leaves no step of the small model above ${nats} nats without the large one right after it.`,
    ),
  measure: (evidence, { value }) =>
    measureSteps(
      evidence,
      (step) => step.byCheapest && step.meanEntropy !== undefined,
      (step) => (step.meanEntropy as number) < value || step.next?.byDearest === true,
      `steps of the small model below ${value} nats or before the large one`,
    ),
};
