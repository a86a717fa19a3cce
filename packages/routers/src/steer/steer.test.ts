import { ConfigurationError, Random, RouterError, ValidationError } from '@roro/core';
import { expect, test } from 'vitest';
import { answerOf, fitOf, fittingDataOf } from '../../test/fitting-data.js';
import { stateOf, stepOf } from '../../test/routing-state.js';
import { type SteerModel, steerFamily, steerRouter } from './steer.js';

const models = [
  { id: 'small', relativeCost: 0.1 },
  { id: 'middle', relativeCost: 0.4 },
  { id: 'large', relativeCost: 1 },
];
// Equal weights and variances: log-odds of the confident component = 4·(c + 1) for small, 4·(c + 2) for large.
const model: SteerModel = {
  cheapest: {
    low: { weight: 0.5, mean: -2, variance: 0.5 },
    high: { weight: 0.5, mean: 0, variance: 0.5 },
  },
  dearest: {
    low: { weight: 0.5, mean: -3, variance: 0.5 },
    high: { weight: 0.5, mean: -1, variance: 0.5 },
  },
};
const after = (writer: string, meanLogProbability: number) =>
  stateOf({ models, steps: [stepOf(0, 'b=57\n', writer, { meanLogProbability })] });

test('the posterior of the confident component decides', async () => {
  const confidence = -1 + Math.log(3) / 4; // posterior 3/4
  expect(await steerRouter(0.74, model).decide(after('small', confidence))).toEqual({
    action: { type: 'assign', model: 'small' },
    probabilities: [1, 0, 0],
    explanation: {
      features: { meanLogProbability: confidence },
      score: expect.closeTo(0.75, 12),
      threshold: 0.74,
      text: 'confident with probability 0.750 ≥ 0.740',
    },
  });
  const unsure = await steerRouter(0.76, model).decide(after('small', confidence));
  expect(unsure.action).toEqual({ type: 'assign', model: 'large' });
  expect(unsure.probabilities).toEqual([0, 0, 1]);
  expect((await steerRouter(0.5, model).decide(after('small', -1))).action).toEqual({
    type: 'assign',
    model: 'small', // at least γ
  });
});

test("a step is judged by its writer's mixture", async () => {
  const score = async (writer: string) =>
    (await steerRouter(0.5, model).decide(after(writer, -1.5))).explanation?.score;
  expect(await score('small')).toBeCloseTo(1 / (1 + Math.exp(2)), 12);
  expect(await score('large')).toBeCloseTo(1 / (1 + Math.exp(-2)), 12);
});

test('both ends of the knob, and the first step', async () => {
  const action = async (gamma: number, confidence: number) =>
    (await steerRouter(gamma, model).decide(after('small', confidence))).action;
  expect(await action(0, -1e6)).toEqual({ type: 'assign', model: 'small' });
  expect(await action(1.01, 0)).toEqual({ type: 'assign', model: 'large' });
  const first = await steerRouter(1.01, model).decide(stateOf({ models }));
  expect(first.action).toEqual({ type: 'assign', model: 'small' });
});

test('unknown log-probabilities or a γ below 0 are an error', () => {
  const router = steerRouter(0.5, model);
  const decide = () => router.decide(stateOf({ steps: [stepOf(0, 'b=57\n', 'small')] }));
  expect(decide).toThrow(RouterError);
  expect(decide).toThrow('Expected the log-probabilities of step 0, but model "small" reported none.');
  expect(() => steerRouter(-1, model)).toThrow('needs a γ ≥ 0, got -1');
});

/** Answers of ten steps, drawn from two confidences. */
function answers(writer: string, sure: number, unsure: number) {
  const random = new Random(writer);
  return Array.from({ length: 40 }, () =>
    answerOf({
      model: writer,
      steps: Array.from({ length: 10 }, () => ({
        statistics: {
          meanLogProbability: random.bernoulli(0.75) ? sure * random.uniform() : unsure * random.uniform(),
        },
      })),
    }),
  );
}

test('the fit: a mixture of the own answers of either end of the pool', async () => {
  const fit = await fitOf(
    steerFamily,
    fittingDataOf([...answers('small', -0.1, -2), ...answers('large', -0.05, -1)]),
  );
  const { cheapest, dearest } = fit.parameters as SteerModel;
  expect(cheapest.high.mean).toBeGreaterThan(-0.1);
  expect(cheapest.low.mean).toBeLessThan(-0.5);
  expect(dearest.high.mean).toBeGreaterThan(-0.05);
  expect(dearest.low.mean).toBeGreaterThan(cheapest.low.mean);
  const knobs = fit.knobs ?? [];
  expect([knobs[0], knobs.at(-1)]).toEqual([0, 1.01]);
  expect(knobs.length).toBeGreaterThan(15);
  expect(knobs).toEqual([...knobs].sort((a, b) => a - b));
  // What is kept is JSON.
  const kept = JSON.parse(JSON.stringify(fit));
  const decision = await steerFamily.create(0.5, kept).decide(after('small', -1.5));
  expect(decision).toEqual(await steerRouter(0.5, { cheapest, dearest }).decide(after('small', -1.5)));
  expect(decision.action).toEqual({ type: 'assign', model: 'large' });
});

test('too little to fit on, or another fit, is an error', async () => {
  const few = () => fitOf(steerFamily, fittingDataOf(answers('small', -0.1, -2)));
  await expect(few()).rejects.toThrow(ValidationError);
  await expect(few()).rejects.toThrow(
    'at least 10 step confidences of model "large" alone that are not all equal, got 0',
  );
  expect(() => steerFamily.create(0.5)).toThrow(ConfigurationError);
  const { low } = model.cheapest;
  expect(() => steerFamily.create(0.5, { parameters: { cheapest: { low, high: 3 } } })).toThrow(
    'expected an object at parameters.cheapest.high, got 3',
  );
});
