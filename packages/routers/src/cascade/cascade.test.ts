import { RouterError, ValidationError } from '@roro/core';
import { expect, test } from 'vitest';
import { fakeCalls } from '../../test/fake-calls.js';
import { answerOf, fitOf, fittingDataOf } from '../../test/fitting-data.js';
import { stateOf, stepOf } from '../../test/routing-state.js';
import { cascadeFamily, cascadeRouter } from './cascade.js';

const models = [
  { id: 'small', relativeCost: 0.1 },
  { id: 'middle', relativeCost: 0.4 },
  { id: 'large', relativeCost: 1 },
];

/** A state with a two-step answer by one model, and the values of its steps. */
function answered(model: string, values: readonly number[] = []) {
  const calls = fakeCalls(values.length === 0 ? {} : { stepScores: { prm: values } });
  const steps = [stepOf(0, 'b=57\n', model), stepOf(1, 'c=228\n', model)];
  return { state: stateOf({ models, steps, calls }), calls };
}

test('the least step value decides: accept, or the next dearer model from the start', async () => {
  const router = cascadeRouter(0.5);
  expect(await router.decide(answered('small', [0.9, 0.5]).state)).toEqual({
    action: { type: 'accept' },
    probabilities: [1, 0, 0],
    explanation: {
      features: { leastStepValue: 0.5, steps: 2 },
      score: 0.5,
      threshold: 0.5,
      text: 'least step value 0.500 ≥ 0.500',
    },
  });
  expect(await router.decide(answered('small', [0.49, 0.9]).state)).toEqual({
    action: { type: 'regenerate', model: 'middle' },
    probabilities: [0, 1, 0],
    explanation: {
      features: { leastStepValue: 0.49, steps: 2 },
      score: 0.49,
      threshold: 0.5,
      text: 'least step value 0.490 < 0.500: middle answers from the start',
    },
  });
  const fromMiddle = await router.decide(answered('middle', [0.1, 0.2]).state);
  expect(fromMiddle.action).toEqual({ type: 'regenerate', model: 'large' });
  expect(fromMiddle.probabilities).toEqual([0, 0, 1]);
});

test('the dearest model is accepted without asking the scorer', async () => {
  const { state, calls } = answered('large');
  const decision = await cascadeRouter(1.01).decide(state);
  expect(decision.action).toEqual({ type: 'accept' });
  expect(decision.probabilities).toEqual([0, 0, 1]);
  expect(calls.asked).toEqual([]);
});

test('both ends of the knob', async () => {
  const action = async (threshold: number, values: number[]) =>
    (await cascadeRouter(threshold).decide(answered('small', values).state)).action.type;
  expect(await action(0, [0, 0])).toBe('accept');
  expect(await action(1.01, [1, 1])).toBe('regenerate');
});

test('without calls, an answer or a threshold there is no decision', async () => {
  const router = cascadeRouter(0.5);
  const { calls: _, ...state } = answered('small').state;
  await expect(router.decide(state)).rejects.toThrow(RouterError);
  await expect(router.decide(state)).rejects.toThrow('Router "cascade" asks models before it decides');
  await expect(router.decide(stateOf({ models }))).rejects.toThrow(
    'got no step. Run this router in answer mode',
  );
  await expect(router.decide(answered('other').state)).rejects.toThrow('got one by "other"');
  expect(() => cascadeRouter(Number.NaN)).toThrow('needs a threshold ≥ 0, got NaN');
});

test("the grid: quantiles of the cheapest model's own answers between both ends", async () => {
  const steps = [{}, {}];
  const own = [0.2, 0.7, 0.4].map((least) => ({ answer: answerOf({ model: 'small', steps }), least }));
  const dear = answerOf({ model: 'large', steps });
  const scores = new Map(own.map(({ answer, least }) => [answer, [0.95, least]]));
  const fit = await fitOf(cascadeFamily, fittingDataOf([...own.map(({ answer }) => answer), dear], scores));
  expect(fit).toEqual({ knobs: [0, 0.2, 0.4, 0.7, 1.01] });
  await expect(fitOf(cascadeFamily, fittingDataOf([dear]))).rejects.toThrow(ValidationError);
  expect(cascadeFamily.create(0.3, fit)).toMatchObject({ id: 'cascade', mode: 'answer', knob: 0.3 });
});
