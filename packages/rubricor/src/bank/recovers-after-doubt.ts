import type { CriterionDefinition } from '@roro/core';
import { measureSteps } from './measure-steps.js';
import { entropyLevels, namedLevels } from './named-levels.js';

export const recoversAfterDoubt: CriterionDefinition = {
  id: 'recovers-after-doubt',
  axis: 'effective-recovery',
  kind: 'principle',
  scope: 'step',
  levels: () =>
    namedLevels(entropyLevels, (nats) => `The routing follows every step above ${nats} nats by a surer one.`),
  measure: (evidence, { value }) =>
    measureSteps(
      evidence,
      (step) => (step.previous?.meanEntropy ?? 0) >= value && step.meanEntropy !== undefined,
      (step) => (step.meanEntropy as number) < value,
      'steps after doubt that are surer',
    ),
};
