import type { CriterionDefinition } from '@roro/core';
import { measureSteps } from './measure-steps.js';
import { entropyLevels, namedLevels } from './named-levels.js';

export const staysSmallWhileSure: CriterionDefinition = {
  id: 'stays-small-while-sure',
  axis: 'efficient-allocation',
  kind: 'principle',
  scope: 'step',
  levels: () =>
    namedLevels(
      entropyLevels,
      (nats) => `The routing stays with the small model after a step of its own below ${nats} nats.`,
    ),
  measure: (evidence, { value }) =>
    measureSteps(
      evidence,
      ({ previous }) =>
        previous?.byCheapest === true && previous.meanEntropy !== undefined && previous.meanEntropy < value,
      (step) => step.byCheapest,
      'steps after a sure one by the small model',
    ),
};
