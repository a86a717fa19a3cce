import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fakeCalls } from '../../test/fake-calls.js';
import { gradedAnswers } from '../../test/graded-answers.js';
import { stateOf, stepOf } from '../../test/routing-state.js';
import { rsdFamily, rsdRouter } from '../rsd/rsd.js';
import { trimThresholdFamily, trimThresholdRouter } from './trim-threshold.js';

function stateWith(reward: number) {
  return stateOf({ draft: stepOf(0, 'b=57\n', 'small'), calls: fakeCalls({ score: { prm: () => reward } }) });
}

test('regenerates strictly below k', async () => {
  const router = trimThresholdRouter(0.4);
  expect((await router.decide(stateWith(0.39))).action).toEqual({ type: 'regenerate', model: 'large' });
  expect((await router.decide(stateWith(0.4))).action).toEqual({ type: 'accept' });
});

test('decides as RSD does at the same threshold and reward, over the same grids', async () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  await fc.assert(
    fc.asyncProperty(share, share, async (k, reward) => {
      expect(await trimThresholdRouter(k).decide(stateWith(reward))).toEqual(
        await rsdRouter(k).decide(stateWith(reward)),
      );
    }),
  );
  expect(trimThresholdFamily.knob?.values).toEqual(rsdFamily.knob?.values);
  const data = gradedAnswers([{ model: 'small', scores: [0.3, 0.8], correct: true }]);
  expect(await trimThresholdFamily.fit?.(data)).toEqual(await rsdFamily.fit?.(data));
});
