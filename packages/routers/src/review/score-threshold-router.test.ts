import { RouterError } from '@roro/core';
import { expect, test } from 'vitest';
import { fakeCalls } from '../../test/fake-calls.js';
import { stateOf, stepOf } from '../../test/routing-state.js';
import { scoreThresholdRouter } from './score-threshold-router.js';

const router = scoreThresholdRouter({ id: 'rule', scorer: 'prm', threshold: 0.7 });
const draft = stepOf(0, 'b=57\n', 'small');

function decide(value: number) {
  return router.decide(stateOf({ draft, calls: fakeCalls({ score: { prm: () => value } }) }));
}

test('takes the draft at the threshold and above', async () => {
  expect((await decide(0.9)).action).toEqual({ type: 'accept' });
  expect((await decide(0.7)).action).toEqual({ type: 'accept' });
  expect((await decide(0.69)).action).toEqual({ type: 'regenerate', model: 'large' });
});

test('the explanation names score and threshold', async () => {
  expect(await decide(0.25)).toEqual({
    action: { type: 'regenerate', model: 'large' },
    probabilities: [0, 1],
    explanation: { features: { prm: 0.25 }, score: 0.25, threshold: 0.7, text: 'prm 0.250 < 0.700' },
  });
  expect((await decide(1)).explanation?.text).toBe('prm 1.000 ≥ 0.700');
});

test('asks for one value, of the draft', async () => {
  const calls = fakeCalls({ score: { prm: ({ text }) => text.length / 10 } });
  expect((await router.decide(stateOf({ draft, calls }))).explanation?.score).toBe(0.5);
  expect(calls.asked).toEqual(['score prm b=57']);
});

test('no draft, no calls and a value that is no share are errors', async () => {
  await expect(router.decide(stateOf({ calls: fakeCalls({}) }))).rejects.toThrow(
    'Expected a draft to review, got none.',
  );
  await expect(router.decide(stateOf({ draft }))).rejects.toThrow(RouterError);
  await expect(decide(Number.NaN)).rejects.toThrow(
    'Expected scorer "prm" to value a step in [0, 1], got NaN.',
  );
  await expect(decide(9)).rejects.toThrow(RouterError);
});

test('a threshold outside [0, 1] is refused', () => {
  for (const threshold of [-0.1, 1.1, Number.NaN]) {
    expect(() => scoreThresholdRouter({ id: 'rule', scorer: 'prm', threshold })).toThrow(
      `Router "rule" needs a threshold in [0, 1], got ${threshold}.`,
    );
  }
});
