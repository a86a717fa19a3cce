import type { CriterionDefinition } from '@roro/core';
import { measureSteps } from './measure-steps.js';
import { entropyLevels, namedLevels } from './named-levels.js';

export const callsASureLarge: CriterionDefinition = {
  id: 'calls-a-sure-large',
  axis: 'effective-recovery',
  kind: 'principle',
  scope: 'step',
  levels: () =>
    namedLevels(
      entropyLevels,
      (nats) => `The routing calls the large model where that one stays below ${nats} nats.`,
    ),
  measure: (evidence, { value }) =>
    measureSteps(
      evidence,
      (step) => step.byDearest && step.meanEntropy !== undefined,
      (step) => (step.meanEntropy as number) < value,
      `steps of the large model below ${value} nats`,
    ),
};
