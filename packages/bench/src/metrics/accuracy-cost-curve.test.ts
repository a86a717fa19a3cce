import { expect, test } from 'vitest';
import type { KnobOutcomes } from '../outcomes.js';
import { accuracyCostCurve } from './accuracy-cost-curve.js';

const outcomes = (knob: number | null, correct: number[], cost: number[]): KnobOutcomes => ({
  knob,
  correct: Float64Array.from(correct),
  cost: Float64Array.from(cost),
  largeTokenShare: 0.25,
  callsPerQuery: 4,
});

test('one point per knob, from cheap to dear, against the large model on the same queries', () => {
  const reference = outcomes(null, [1, 1], [30, 50]);
  const curve = accuracyCostCurve(
    [outcomes(0.9, [1, 0.5], [30, 10]), outcomes(0.1, [1, 0], [10, 10])],
    reference,
  );
  expect(curve).toEqual([
    { knob: 0.1, accuracy: 0.5, costShare: 0.25, largeTokenShare: 0.25, callsPerQuery: 4 },
    { knob: 0.9, accuracy: 0.75, costShare: 0.5, largeTokenShare: 0.25, callsPerQuery: 4 },
  ]);
});
