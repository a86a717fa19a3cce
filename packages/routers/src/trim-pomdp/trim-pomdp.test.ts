import { ConfigurationError, RouterError } from '@roro/core';
import { expect, test } from 'vitest';
import { fakeCalls } from '../../test/fake-calls.js';
import { gradedAnswers } from '../../test/graded-answers.js';
import { noisyModel, perfectModel } from '../../test/pomdp-model.js';
import { stateOf, stepOf } from '../../test/routing-state.js';
import type { PomdpModel } from './pomdp-model.js';
import { trimPomdpFamily, trimPomdpRouter } from './trim-pomdp.js';

function stateWith(writers: readonly string[], stepScores: readonly number[], score: number, tokens = 10) {
  const steps = writers.map((model, index) => stepOf(index, `line ${index}\n`, model));
  const draft = stepOf(steps.length, 'draft\n', 'small', undefined, tokens);
  const calls = fakeCalls({ stepScores: { prm: stepScores }, score: { prm: () => score } });
  return stateOf({ steps, draft, calls });
}

async function decide(price: number, model: PomdpModel, ...state: Parameters<typeof stateWith>) {
  return trimPomdpRouter(price, model).decide(stateWith(...state));
}

test('perfect scores and a price near 0: exactly the wrong drafts are regenerated', async () => {
  const action = async (...state: Parameters<typeof stateWith>) =>
    (await decide(1e-6, perfectModel, ...state)).action;
  const again = { type: 'regenerate', model: 'large' };
  expect(await action([], [], 0.9)).toEqual({ type: 'accept' });
  expect(await action([], [], 0.1)).toEqual(again);
  // A wrong step that was kept before: the answer is lost, and nothing is spent on it any more.
  expect(await action(['small'], [0.1], 0.5)).toEqual({ type: 'accept' });
  // A wrong draft that the dearest model has put right: worth going on.
  expect(await action(['large', 'small'], [0.9, 0.9], 0.1)).toEqual(again);
  expect((await decide(1e6, perfectModel, [], [], 0.1)).action).toEqual({ type: 'accept' });
});

test('the belief comes from the scores of all steps, and the explanation shows it', async () => {
  // After a high score P(all right) = 18/19; then a low one: (1.44, 0.3, 2.88)/4.62 (worked in belief.test.ts).
  const model = { ...noisyModel, lastStep: [0, 1] };
  const decision = await decide(0.5, model, ['small'], [0.9], 0.2);
  const gain = 0.88 * ((2.88 * 0.95 - 1.44 * 0.05) / 4.62);
  expect(decision).toEqual({
    action: { type: 'regenerate', model: 'large' },
    probabilities: [0, 1],
    explanation: {
      features: {
        prm: 0.2,
        allRight: expect.closeTo(1.44 / 4.62, 12),
        wrongEarlier: expect.closeTo(0.3 / 4.62, 12),
        wrongNow: expect.closeTo(2.88 / 4.62, 12),
      },
      score: expect.closeTo(gain, 12),
      threshold: expect.closeTo(0.2, 12),
      text: 'regenerating gains 0.507 > its price 0.200 (draft wrong 0.623, lost before 0.065)',
    },
  });
});

test('a longer draft costs more to write again', async () => {
  // A step costs 0.4 of an answer at 10 tokens: gain 0.507 against 0.5·0.4·tokens/10.
  const model = { ...noisyModel, lastStep: [0, 1] };
  const action = async (tokens: number) =>
    (await decide(0.5, model, ['small'], [0.9], 0.2, tokens)).action.type;
  expect(await action(25)).toBe('regenerate');
  expect(await action(26)).toBe('accept');
});

test('a step by another model than the cheapest has the error rate of the dearest', async () => {
  const belief = async (writer: string) =>
    (await decide(0.5, noisyModel, [writer], [0.1], 0.9)).explanation?.features['wrongEarlier'] as number;
  expect(await belief('large')).toBeLessThan(await belief('small'));
});

test('asks for the scores of the steps, then of the draft', async () => {
  const calls = fakeCalls({ stepScores: { prm: [] }, score: { prm: () => 1 } });
  await trimPomdpRouter(1, noisyModel).decide(stateOf({ draft: stepOf(0, 'draft\n', 'small'), calls }));
  expect(calls.asked).toEqual(['stepScores prm', 'score prm draft']);
});

test('scores that are missing or out of range, and a price that is none, are errors', async () => {
  await expect(decide(1, noisyModel, ['small', 'small'], [0.5], 0.5)).rejects.toThrow(
    'Expected 2 "prm" scores of the steps so far, got 1.',
  );
  await expect(decide(1, noisyModel, ['small'], [Number.NaN], 0.5)).rejects.toThrow(RouterError);
  await expect(decide(1, noisyModel, [], [], 1.5)).rejects.toThrow(RouterError);
  for (const price of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => trimPomdpRouter(price, noisyModel)).toThrow(`needs a price ≥ 0, got ${price}`);
  }
});

test('the family fits a model and a grid that begins where no step is worth its price', async () => {
  const data = gradedAnswers([
    { model: 'small', scores: [0.9, 0.8], correct: true },
    { model: 'small', scores: [0.7, 0.2, 0.6], wrong: [1], correct: false },
    { model: 'small', scores: [0.95], correct: true },
    { model: 'large', scores: [0.9, 0.9], correct: true, tokens: 20 },
    { model: 'large', scores: [0.9, 0.9, 0.9], correct: true, tokens: 20 },
  ]);
  const fit = await trimPomdpFamily.fit?.(data);
  const knobs = fit?.knobs ?? [];
  // (2.5/3 − 0.5/2) / (20/50), and seven prices a decade.
  expect(knobs).toHaveLength(21);
  expect(knobs[0]).toBeCloseTo((2.5 / 3 - 0.25) / 0.4, 12);
  expect((knobs[7] as number) / (knobs[0] as number)).toBeCloseTo(0.1, 12);
  const readBack = JSON.parse(JSON.stringify(fit)) as NonNullable<typeof fit>;
  const types = [];
  for (const knob of [knobs[0], knobs[20]] as number[]) {
    const router = trimPomdpFamily.create(knob, readBack);
    expect(router).toMatchObject({ id: 'trim-pomdp', mode: 'review', knob });
    types.push((await router.decide(stateWith([], [], 0.1))).action.type);
  }
  expect(types).toEqual(['accept', 'regenerate']);
  expect(() => trimPomdpFamily.create(1)).toThrow(ConfigurationError);
});
