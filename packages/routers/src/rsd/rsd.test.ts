import { expect, test } from 'vitest';
import { fakeCalls } from '../../test/fake-calls.js';
import { gradedAnswers } from '../../test/graded-answers.js';
import { stateOf, stepOf } from '../../test/routing-state.js';
import { rsdFamily } from './rsd.js';

test('by default it takes drafts of reward 0.7 and more', async () => {
  const router = rsdFamily.create();
  expect(router).toMatchObject({ id: 'rsd', mode: 'review', knob: 0.7 });
  const decide = async (reward: number) => {
    const calls = fakeCalls({ score: { prm: () => reward } });
    return (await router.decide(stateOf({ draft: stepOf(0, 'b=57\n', 'small'), calls }))).action.type;
  };
  expect(await decide(0.71)).toBe('accept');
  expect(await decide(0.7)).toBe('accept');
  expect(await decide(0.699)).toBe('regenerate');
});

test('the default grid goes by 0.05, a fitted one by quantiles', async () => {
  expect(rsdFamily.knob?.values).toHaveLength(21);
  expect(rsdFamily.knob?.values.slice(0, 3)).toEqual([0, 0.05, 0.1]);
  const data = gradedAnswers([{ model: 'small', scores: [0.3, 0.8], correct: true }]);
  expect(await rsdFamily.fit?.(data)).toEqual({ knobs: [0, 0.3, 0.8, 1] });
});
