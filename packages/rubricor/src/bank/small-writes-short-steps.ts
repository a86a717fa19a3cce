import type { CriterionDefinition } from '@roro/core';
import { measureSteps } from './measure-steps.js';
import { namedLevels } from './named-levels.js';

export const smallWritesShortSteps: CriterionDefinition = {
  id: 'small-writes-short-steps',
  axis: 'efficient-allocation',
  kind: 'principle',
  scope: 'step',
  levels: () =>
    namedLevels(
      [6, 14],
      (tokens) => `The routing leaves steps of up to ${tokens} tokens to the small model.`,
    ),
  measure: (evidence, { value }) =>
    measureSteps(
      evidence,
      (step) => step.tokens <= value,
      (step) => step.byCheapest,
      'short steps by the small model',
    ),
};
