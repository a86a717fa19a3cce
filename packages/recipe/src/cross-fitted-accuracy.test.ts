import type { OutcomeRow } from '@roro/bench';
import { expect, test } from 'vitest';
import { crossFittedAccuracy } from './cross-fitted-accuracy.js';

/** Outcomes of the queries q0, q1, …: `1` right, `0` wrong, every one at the same cost. */
function rowsOf(router: string, knob: number | null, outcomes: string, cost: number, benchmark = 'sums') {
  return [...outcomes].map(
    (outcome, i): OutcomeRow => ({
      setting: 'same-family',
      benchmark,
      split: 'validation',
      router,
      knob,
      seed: 1,
      queryId: `${benchmark}-${i}`,
      correct: outcome === '1',
      cost,
      largeTokens: 0,
      tokens: 1,
      calls: 1,
    }),
  );
}

// Even queries 0, 2; odd queries 1, 3. Costs are 0, 0.4 and 1 of the large model's.
const ends = [...rowsOf('srm-only', null, '0000', 0), ...rowsOf('lrm-only', null, '1111', 10)];

test('knobs are chosen on one half and read on the other, and the other way round', () => {
  // Right on even queries alone at one knob, on odd queries alone at the other.
  const rows = [...ends, ...rowsOf('grpo', 0.8, '1010', 4), ...rowsOf('grpo', 0.2, '0101', 4)];
  // Each half takes the knob that is always right on it, for which nobody needs the large model; on the other half it is
  // always wrong. Chosen and read on the same queries it would be 1 at 40 %.
  const read = crossFittedAccuracy(rows, 'grpo');
  expect(read['20']).toBeCloseTo(0, 12);
  expect(read['40']).toBeCloseTo(0, 12);
  expect(read['60']).toBeCloseTo(0, 12);
});

test('both halves are averaged, and so are benchmarks', () => {
  // Even: 1 of 2 right at 40 % of the cost, above the line between the ends; read on the odd ones, both are right. Odd: the
  // knob is as right as the large model, so that the curve ends there; read on the even ones, it stays at 1 of 2.
  const one = [...ends, ...rowsOf('grpo', 0.5, '1101', 4)];
  const read = crossFittedAccuracy(one, 'grpo');
  expect(read['20']).toBeCloseTo((0.5 + 0.25) / 2, 12);
  expect(read['40']).toBeCloseTo((1 + 0.5) / 2, 12);
  expect(read['60']).toBeCloseTo((1 + 0.5) / 2, 12);

  // On a second benchmark the router is never worth using: the line between the ends is read.
  const word = [
    ...rowsOf('srm-only', null, '0000', 0, 'word'),
    ...rowsOf('lrm-only', null, '1111', 10, 'word'),
    ...rowsOf('grpo', 0.5, '0000', 4, 'word'),
  ];
  expect(crossFittedAccuracy([...one, ...word], 'grpo')['40']).toBeCloseTo((0.75 + 0.4) / 2, 12);
});

test('one query cannot be halved', () => {
  const rows = [...rowsOf('srm-only', null, '0', 0), ...rowsOf('lrm-only', null, '1', 10)];
  expect(() => crossFittedAccuracy(rows, 'grpo')).toThrow(/"sums" has 1 validation query/);
});
