import { ConfigurationError, RouterError, ValidationError } from '@roro/core';
import { expect, test } from 'vitest';
import { answerOf, fitOf, fittingDataOf } from '../../test/fitting-data.js';
import { stateOf, stepOf } from '../../test/routing-state.js';
import { entropyThresholdRouter } from '../entropy-threshold/entropy-threshold.js';
import { ecotabFamily, ecotabRouter } from './ecotab.js';

const models = [
  { id: 'small', relativeCost: 0.1 },
  { id: 'middle', relativeCost: 0.4 },
  { id: 'large', relativeCost: 1 },
];
// Risk 1/2 at 0.5 nats, 0.8 at 0.5 + ln 4 / 4 nats.
const calibration = { slope: 4, intercept: -2 };
const after = (meanEntropy: number) =>
  stateOf({ models, steps: [stepOf(0, 'b=57\n', 'small', { meanEntropy })] });

test('the calibrated risk of the next step decides', async () => {
  const entropy = 0.5 + Math.log(4) / 4;
  const decision = await ecotabRouter(0.79, calibration).decide(after(entropy));
  expect(decision).toEqual({
    action: { type: 'assign', model: 'large' },
    probabilities: [0, 0, 1],
    explanation: {
      features: { meanEntropy: entropy },
      score: expect.closeTo(0.8, 12),
      threshold: 0.79,
      text: 'risk of a wrong step 0.800 > 0.790',
    },
  });
  const action = async (threshold: number, meanEntropy: number) =>
    (await ecotabRouter(threshold, calibration).decide(after(meanEntropy))).action;
  expect(await action(0.81, entropy)).toEqual({ type: 'assign', model: 'small' });
  expect(await action(0.5, 0.5)).toEqual({ type: 'assign', model: 'small' }); // strictly above
  expect(await action(1, 1000)).toEqual({ type: 'assign', model: 'small' });
  expect(await action(0, 0)).toEqual({ type: 'assign', model: 'large' });
});

test('before the first step the cheapest model writes', async () => {
  const decision = await ecotabRouter(0, calibration).decide(stateOf({ models }));
  expect(decision.action).toEqual({ type: 'assign', model: 'small' });
  expect(decision.probabilities).toEqual([1, 0, 0]);
});

test('decides as the entropy threshold (logit(θ) − b) / a does', async () => {
  for (const threshold of [0.2, 0.5, 0.7]) {
    const entropies = entropyThresholdRouter((Math.log(threshold / (1 - threshold)) + 2) / 4);
    for (const entropy of [0.1, 0.3, 0.49, 0.51, 0.7, 0.9]) {
      const { action } = await ecotabRouter(threshold, calibration).decide(after(entropy));
      expect(action).toEqual((await entropies.decide(after(entropy))).action);
    }
  }
});

test('an unknown entropy or a threshold out of range is an error', () => {
  const router = ecotabRouter(0.5, calibration);
  const decide = () => router.decide(stateOf({ steps: [stepOf(0, 'b=57\n', 'small')] }));
  expect(decide).toThrow(RouterError);
  expect(decide).toThrow('Expected the mean token entropy of step 0, but model "small" reported none.');
  expect(() => ecotabRouter(1.2, calibration)).toThrow('needs a threshold in [0, 1], got 1.2');
});

/** Answers in which a step of entropy `next[i][0]` is followed by a right or wrong one. */
function answers(pairs: readonly (readonly [number, boolean])[], model = 'small') {
  return pairs.map(([meanEntropy, correct]) =>
    answerOf({ model, steps: [{ statistics: { meanEntropy }, correct: false }, { correct }] }),
  );
}

test("the calibration: next steps of the cheapest model's own answers", async () => {
  // At 0.2 nats 1 of 4 next steps is wrong, at 0.6 nats 3 of 4: logit ∓ln 3 but for the penalty.
  const low = [0, 1, 2, 3].map((index) => [0.2, index !== 0] as const);
  const high = [0, 1, 2, 3].map((index) => [0.6, index === 0] as const);
  const many = Array.from({ length: 500 }, () => answers([...low, ...high])).flat();
  const fit = await fitOf(ecotabFamily, fittingDataOf([...many, ...answers(high, 'large')]));
  const { slope, intercept } = fit.parameters as { slope: number; intercept: number };
  expect(slope).toBeCloseTo((2 * Math.log(3)) / 0.4, 1);
  expect(intercept + 0.4 * slope).toBeCloseTo(0, 8);
  // The sweep by 0.05 from 1 to 0, with the two risks in between.
  const knobs = fit.knobs ?? [];
  expect(knobs).toHaveLength(23);
  expect([knobs[0], knobs.at(-1)]).toEqual([1, 0]);
  expect(knobs).toEqual([...knobs].sort((a, b) => b - a));
  expect(ecotabFamily.create(0.3, fit)).toMatchObject({ id: 'ecotab', mode: 'assign', knob: 0.3 });
});

test('nothing to calibrate on, or another fit, is an error', async () => {
  await expect(fitOf(ecotabFamily, fittingDataOf(answers([[0.2, true]])))).rejects.toThrow(ValidationError);
  await expect(fitOf(ecotabFamily, fittingDataOf([]))).rejects.toThrow('got 0 yes and 0 no');
  expect(() => ecotabFamily.create(0.5)).toThrow(ConfigurationError);
  expect(() => ecotabFamily.create(0.5, { parameters: { slope: 'x', intercept: 1 } })).toThrow(
    'expected a finite number at parameters.slope, got "x"',
  );
});
