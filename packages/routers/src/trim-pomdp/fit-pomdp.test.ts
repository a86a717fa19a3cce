import { ValidationError } from '@roro/core';
import { expect, test } from 'vitest';
import { type GradedAnswer, gradedAnswers } from '../../test/graded-answers.js';
import { fitPomdp } from './fit-pomdp.js';

const answers: readonly GradedAnswer[] = [
  { model: 'small', scores: [0.9, 0.8], correct: true },
  { model: 'small', scores: [0.7, 0.2, 0.6], wrong: [1], correct: false },
  { model: 'small', scores: [0.95], correct: true },
  { model: 'large', scores: [0.9, 0.9], correct: true, tokens: 20 },
  { model: 'large', scores: [0.9, 0.9, 0.9], correct: true, tokens: 20 },
];

test('counts by hand, each with half a count added', async () => {
  const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 12));
  expect(await fitPomdp(gradedAnswers(answers))).toEqual({
    // Half the mass is the one wrong step at 0.2, an eighth each right one: every right one reaches another tenth.
    scoreEdges: [0.7, 0.8, 0.9, 0.95],
    scoreShares: {
      allRight: close([0.5, 1.5, 1.5, 1.5, 1.5].map((count) => count / 6.5)),
      wrongEarlier: close([1.5, 0.5, 0.5, 0.5, 0.5].map((count) => count / 3.5)),
      wrongNow: close([1.5, 0.5, 0.5, 0.5, 0.5].map((count) => count / 3.5)),
    },
    // Small: 1 wrong of 5 steps after right ones; large: 0 of 5.
    errorRate: { cheapest: 1.5 / 6, dearest: 0.5 / 6 },
    answerRight: { allRight: 2.5 / 3, someWrong: 0.5 / 2 },
    // Lengths 2, 3, 1: one of three ends with its first step, one of two with its second.
    lastStep: [1 / 3, 1 / 2, 1],
    tokens: { draft: 10, regenerated: 20, dearestAlone: 50 },
  });
});

test('an answer that was cut short counts as long as it went on', async () => {
  const cut: GradedAnswer = {
    model: 'small',
    scores: [0.9, 0.9, 0.9, 0.9],
    correct: false,
    finish: 'step-budget',
  };
  const { lastStep, answerRight } = await fitPomdp(gradedAnswers([...answers, cut]));
  expect(lastStep).toEqual([1 / 4, 1 / 3, 1]);
  expect(answerRight.allRight).toBe(2.5 / 4);
});

test('at most ten bins, of equal shares of right and wrong steps', async () => {
  // 400 right steps crowd above 0.9, 100 wrong ones lie below 0.5.
  const crowd = Array.from({ length: 100 }, (_, index): GradedAnswer => {
    const at = index / 100;
    const scores = [0.9 + at / 10, 0.9 + at / 20, 0.9 + at / 30, 0.9 + at / 40, at / 2];
    return { model: 'small', scores, wrong: [4], correct: false };
  });
  const { scoreEdges, scoreShares } = await fitPomdp(gradedAnswers([...answers, ...crowd]));
  expect(scoreEdges).toHaveLength(9);
  expect(scoreEdges.filter((edge) => edge < 0.45)).toHaveLength(4);
  for (const [bin, share] of scoreShares.wrongNow.slice(0, 4).entries()) {
    expect(share + (scoreShares.allRight[bin] as number)).toBeCloseTo(0.2, 1);
  }
});

test('data that settle nothing are errors that say what to do', async () => {
  const only = (model: string) => answers.filter((answer) => answer.model === model);
  const fails = async (data: ReturnType<typeof gradedAnswers>, message: string) => {
    await expect(fitPomdp(data)).rejects.toThrow(ValidationError);
    await expect(fitPomdp(data)).rejects.toThrow(message);
  };
  const data = gradedAnswers(answers);
  await fails({ ...data, models: data.models.slice(0, 1) }, 'a pool of at least two models, got 1');
  await fails(gradedAnswers(only('large')), 'answers of "small" alone whose steps and outcome are graded');
  await fails(gradedAnswers(only('small')), 'answers of "large" alone whose steps and outcome are graded');
  const ungraded = data.trajectories.map(({ correct: _, ...trajectory }) => trajectory);
  await fails({ ...data, trajectories: ungraded }, 'got none among 3');
  const flawless = answers.map((answer) => ({ ...answer, wrong: [], correct: true }));
  await fails(gradedAnswers(flawless), 'got 6 right and 0 wrong');
  await fails({ ...data, scores: async () => [] }, 'Expected 2 "prm" scores in [0, 1] of trajectory');
  await fails({ ...data, scores: async (_, { steps }) => steps.map(() => Number.NaN) }, 'got [null,null]');
  const upsideDown = answers.map((answer) => ({ ...answer, correct: !answer.correct }));
  await fails(gradedAnswers(upsideDown), 'Expected right steps to lead to right answers');
  await fails(
    gradedAnswers(answers.map((answer) => ({ ...answer, tokens: 0 }))),
    'Expected generated tokens',
  );
  const endless = answers.map((answer) => ({ ...answer, finish: 'step-budget' as const }));
  await fails(gradedAnswers(endless), 'that came to an end, got none among 3');
});
