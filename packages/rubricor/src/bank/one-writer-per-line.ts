import type { CriterionDefinition } from '@roro/core';
import { measureSteps } from './measure-steps.js';

export const oneWriterPerLine: CriterionDefinition = {
  id: 'one-writer-per-line',
  axis: 'effective-recovery',
  kind: 'principle',
  scope: 'step',
  levels: () => [
    {
      id: 'any',
      value: 1,
      text: 'The routing does not change the model in the midst of the work on a line.',
    },
  ],
  measure: (evidence) =>
    measureSteps(
      evidence,
      (step) => step.previous?.segment === step.segment,
      (step) => step.previous?.writer === step.writer,
      'steps within a line by the writer of the step before',
    ),
};
