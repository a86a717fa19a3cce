import { ConfigurationError } from '@roro/core';
import { expect, test } from 'vitest';
import { fakeCalls } from '../../test/fake-calls.js';
import { stateOf, stepOf } from '../../test/routing-state.js';
import { specReasonFamily, specReasonRouter } from './spec-reason.js';

const draft = stepOf(2, 'd=8\n', 'small');
const steps = [stepOf(0, 'b=57\n', 'small'), stepOf(1, 'c=228\n', 'large')];

function decide(threshold: number, verdict: number, firstSteps = 0) {
  const calls = fakeCalls({ score: { verdict: () => verdict } });
  return specReasonRouter(threshold, { firstSteps }).decide(stateOf({ steps, draft, calls }));
}

test('a verdict becomes a digit from 0 to 9, and 7 is enough for 7', async () => {
  expect((await decide(7, 0.699)).explanation?.score).toBe(6);
  expect((await decide(7, 0.699)).action).toEqual({ type: 'regenerate', model: 'large' });
  expect((await decide(7, 0.7)).action).toEqual({ type: 'accept' });
  expect((await decide(9, 1)).explanation).toEqual({
    features: { verdict: 1, digit: 9 },
    score: 9,
    threshold: 9,
    text: 'utility score 9 ≥ 9',
  });
});

test('0 takes every draft and 10 none', async () => {
  expect((await decide(0, 0)).action).toEqual({ type: 'accept' });
  expect((await decide(10, 1)).action).toEqual({ type: 'regenerate', model: 'large' });
});

test('the first steps go to the dearest model, unasked', async () => {
  const calls = fakeCalls({});
  const decision = await specReasonRouter(0, { firstSteps: 3 }).decide(stateOf({ steps, draft, calls }));
  expect(calls.asked).toEqual([]);
  expect(decision.action).toEqual({ type: 'regenerate', model: 'large' });
  expect(decision.explanation?.text).toBe('step 2 is among the first 3: the dearest model');
  expect((await decide(7, 0.95, 2)).action).toEqual({ type: 'accept' });
});

test('the family sweeps the digits, 7 by default', () => {
  expect(specReasonFamily().knob?.values).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(specReasonFamily().create().knob).toBe(7);
});

test('other thresholds and numbers of steps are refused', () => {
  expect(() => specReasonRouter(0.7)).toThrow(ConfigurationError);
  expect(() => specReasonRouter(11)).toThrow('needs a whole threshold from 0 to 10, got 11');
  expect(() => specReasonRouter(7, { firstSteps: -1 })).toThrow('whole number of first steps ≥ 0, got -1');
});
