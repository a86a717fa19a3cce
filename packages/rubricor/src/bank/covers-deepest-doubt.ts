import type { CriterionDefinition } from '@roro/core';
import { measureSteps } from './measure-steps.js';

/** Whatever the small model's worst step was, somebody stronger looked at what followed. */
export const coversDeepestDoubt: CriterionDefinition = {
  id: 'covers-deepest-doubt',
  axis: 'effective-recovery',
  kind: 'principle',
  scope: 'step',
  levels: () => [
    {
      id: 'any',
      value: 1,
      text: 'The routing has the large model write the step after the small one’s least sure step.',
    },
  ],
  measure: (evidence) => {
    const own = evidence.steps.map((step) => (step.byCheapest ? (step.meanEntropy ?? -1) : -1));
    const deepest = own.indexOf(Math.max(...own));
    return measureSteps(
      evidence,
      (step) => step.index === deepest + 1 && (own[deepest] ?? -1) >= 0,
      (step) => step.byDearest,
      'steps after the least sure one by the large model',
    );
  },
};
