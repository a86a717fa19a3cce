import { RouterError } from '@roro/core';
import { describe, expect, test } from 'vitest';
import { fakeCalls } from '../test/fake-calls.js';
import { plainPolicy, randomPolicy } from '../test/policy.js';
import { stateOf, stepOf } from '../test/routing-state.js';
import { entropyThresholdRouter } from './entropy-threshold/entropy-threshold.js';
import { explainDecision, explainRecordedDecision } from './explain-decision.js';
import { ExplainablePolicy } from './explain-decision-policy.js';
import { thriftyRouter } from './learned/learned-router.js';
import { encodePolicyFile, type PolicyMetadata } from './learned/policy-file.js';
import { stateFeatures } from './learned/state-features.js';
import { trimFeatures } from './learned/trim-features.js';
import { randomRouter } from './random/random.js';
import { rsdRouter } from './rsd/rsd.js';

const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));
const entropyState = (meanEntropy: number, maxEntropy = 0) =>
  stateOf({ steps: [stepOf(0, 'b=57\n', 'small', { meanEntropy, maxEntropy })] });

describe('a rule', () => {
  test('flips where the threshold passes the score', async () => {
    const explained = await explainDecision(entropyThresholdRouter(0.3), entropyState(0.5123));
    expect(explained.flips).toEqual({ threshold: 0.5123 });
    expect(explained.inputs).toEqual([{ name: 'meanEntropy', value: 0.5123 }]);
    expect(explained.decision).toMatchObject({
      action: { type: 'assign', model: 'large' },
      explanation: {
        text: 'entropy 0.512 > 0.300 nats',
        flip: 'another decision where the threshold passes 0.512; it is 0.3, 0.212 below the score',
      },
    });
    // The rule itself agrees: the last threshold below the score, and the score.
    const actionAt = async (threshold: number) =>
      (await entropyThresholdRouter(threshold).decide(entropyState(0.5123))).action;
    expect(await actionAt(0.5122)).toEqual(explained.decision.action);
    expect(await actionAt(0.5123)).toEqual({ type: 'assign', model: 'small' });
  });

  test('below its threshold, and a value that was paid for', async () => {
    const { decision } = await explainDecision(entropyThresholdRouter(0.8), entropyState(0.5));
    expect(decision.explanation?.flip).toContain('it is 0.8, 0.3 above the score');
    const draft = stepOf(0, 'b=57\n', 'small');
    const calls = fakeCalls({ score: { prm: () => 0.7 } });
    const { flips, decision: review } = await explainDecision(rsdRouter(0.7), stateOf({ draft, calls }));
    expect(flips).toEqual({ threshold: 0.7 });
    expect(review.explanation?.flip).toContain('it is 0.7, at the score');
    await expect(explainDecision(rsdRouter(0.7), stateOf({ draft }))).rejects.toThrow(RouterError);
  });

  test('that compared nothing has nothing to flip', async () => {
    const first = await explainDecision(entropyThresholdRouter(0.3), stateOf());
    expect(first.flips).toEqual({});
    expect(first.decision.explanation?.text).toBe('no step yet: the cheapest model');
    expect(first.decision.explanation?.flip).toBeUndefined();
    expect((await explainDecision(randomRouter(0.4), stateOf())).flips).toEqual({});
    const action = { type: 'assign', model: 'small' } as const;
    expect(explainRecordedDecision({ action })).toEqual({ decision: { action }, inputs: [], flips: {} });
  });
});

/** A policy of these weights on inputs with these means and standard deviations; other inputs do nothing. */
function policyOf(
  inputs: Readonly<Record<string, { weight: number; mean?: number; deviation?: number }>>,
  bias: number,
  changes: Partial<PolicyMetadata> = {},
  features = stateFeatures(),
): ExplainablePolicy {
  const weights = Object.fromEntries(
    Object.entries(inputs).map(([name, { weight }]): [string, number[]] => [name, [0, weight]]),
  );
  const { tensors, metadata } = plainPolicy([0, bias], weights, features);
  const normalisation = {
    mean: features.featureNames.map((name) => inputs[name]?.mean ?? 0),
    standardDeviation: features.featureNames.map((name) => inputs[name]?.deviation ?? 1),
  };
  return new ExplainablePolicy(encodePolicyFile(tensors, { ...metadata, normalisation, ...changes }));
}

describe('a learned policy', () => {
  // p(large) = σ(−1 + 2·(meanEntropy − 0.5)/0.25 + (maxEntropy − 1)/0.5).
  const policy = policyOf(
    {
      meanEntropy: { weight: 2, mean: 0.5, deviation: 0.25 },
      maxEntropy: { weight: 1, mean: 1, deviation: 0.5 },
    },
    -1,
  );

  test('hand-computed: gap to the threshold, smallest change of one input', async () => {
    // Both at their means: p(large) = σ(−1).
    const { decision, flips, inputs } = await explainDecision({ policy, thrift: 0.5 }, entropyState(0.5, 1));
    expect(decision.action).toEqual({ type: 'assign', model: 'small' });
    expect(decision.probabilities?.[1]).toBeCloseTo(sigmoid(-1), 6);
    expect(decision.explanation).toMatchObject({ threshold: 0.5, score: expect.closeTo(0.269, 3) });
    // λ does nothing here: the border is the probability itself.
    expect(flips.thrift?.value).toBeCloseTo(sigmoid(-1), 4);
    expect(flips.thrift?.model).toBe('large');
    // −1 + 2z = 0 at half a deviation; maxEntropy would need a whole one.
    expect(flips.input).toEqual({
      name: 'meanEntropy',
      from: 0.5,
      to: expect.closeTo(0.625, 3),
      deviations: expect.closeTo(0.5, 3),
      model: 'large',
    });
    expect(decision.explanation?.flip).toBe(
      'large at thrift 0.269 (it is 0.5); large with meanEntropy 0.5 → 0.625 (+0.5 standard deviations)',
    );
    // At its mean an input has no influence.
    expect(inputs).toEqual([]);
  });

  test('hand-computed: influence on the probability of the model that was chosen', async () => {
    // z = 1.5 and −1: p(large) = σ(−1 + 3 − 1) = σ(1).
    const { decision, inputs, flips } = await explainDecision(
      { policy, thrift: 0.5 },
      entropyState(0.875, 0.5),
    );
    expect(decision.action).toEqual({ type: 'assign', model: 'large' });
    expect(inputs).toEqual([
      { name: 'meanEntropy', value: 0.875, influence: expect.closeTo(sigmoid(1) - sigmoid(-2), 6) },
      { name: 'maxEntropy', value: 0.5, influence: expect.closeTo(sigmoid(1) - sigmoid(2), 6) },
    ]);
    expect(flips.thrift).toEqual({ value: expect.closeTo(sigmoid(1), 4), model: 'small' });
    // Below 0.75 = 0.875 − half a deviation. maxEntropy would have to fall below 0, where no entropy is.
    expect(flips.input).toMatchObject({ name: 'meanEntropy', deviations: expect.closeTo(-0.5, 3) });
    expect(decision.explanation?.flip).toContain('(−0.5 standard deviations)');
  });

  test('an input keeps its sign, and is moved no further than three deviations', async () => {
    const steep = policyOf({ meanEntropy: { weight: 1, mean: 0.5, deviation: 0.25 } }, 2.9);
    // σ(2.9 − 1) at 0.25; one half would need z = −2.9, an entropy below 0.
    const { flips, decision } = await explainDecision({ policy: steep, thrift: 0.5 }, entropyState(0.25));
    expect(flips.input).toBeUndefined();
    expect(decision.explanation?.flip).toContain('no single input changes it within 3 standard deviations');
    const far = policyOf({ meanEntropy: { weight: 1, mean: 5, deviation: 1 } }, -3.2);
    expect(
      (await explainDecision({ policy: far, thrift: 0.5 }, entropyState(5))).flips.input,
    ).toBeUndefined();
  });

  test('an input that never varied in training flips nothing', async () => {
    const untrained = policyOf({ prefillWeight: { weight: 9 } }, -1);
    expect(
      (await explainDecision({ policy: untrained, thrift: 0.5 }, stateOf())).flips.input,
    ).toBeUndefined();
  });

  test('hashed text counts as one input, which is not moved', async () => {
    const names = stateFeatures().featureNames.filter((name) => name.startsWith('step.'));
    const texts = policyOf(Object.fromEntries(names.map((name) => [name, { weight: 1 }])), 0);
    const { inputs, flips } = await explainDecision({ policy: texts, thrift: 0.5 }, entropyState(0.5));
    expect(inputs).toEqual([{ name: 'step', influence: expect.any(Number) }]);
    expect(flips.input).toBeUndefined();
  });

  test('a probability close to 1 flips close to 1', async () => {
    const certain = policyOf({}, 7);
    const { flips, decision } = await explainDecision({ policy: certain, thrift: 0.5 }, stateOf());
    expect(flips.thrift?.value).toBeCloseTo(sigmoid(7), 6);
    expect(decision.explanation?.flip).toContain('small at thrift 0.99908');
    // Beyond what is tried.
    expect((await explainDecision({ policy: policyOf({}, 30), thrift: 0.5 }, stateOf())).flips).toEqual({});
  });

  test('thrift is price and threshold: the border is where p(λ(thrift)) is the thrift', async () => {
    // p(large) = 1/(1 + λ) with λ(t) = 0.01·100^t = 0.01^(1 − t).
    const price = policyOf({ logLambda: { weight: -1 } }, 0, { lambdaRange: [0.01, 1] });
    const { flips, inputs } = await explainDecision({ policy: price, thrift: 0.3 }, stateOf());
    const { value = 0 } = flips.thrift ?? {};
    expect(1 / (1 + 0.01 ** (1 - value))).toBeCloseTo(value, 4);
    // The price is the knob's, not the state's.
    expect(inputs).toEqual([]);
  });

  test('a reviewing policy: what the scorer said, asked for once more', async () => {
    const review = policyOf(
      { draftScore: { weight: -4, mean: 0.5, deviation: 0.25 } },
      0,
      { mode: 'review' },
      trimFeatures(),
    );
    const calls = fakeCalls({ stepScores: { prm: [] }, score: { prm: () => 0.75 } });
    const draft = stepOf(0, 'b=57\n', 'small');
    const { decision, flips } = await explainDecision(
      { policy: review, thrift: 0.5 },
      stateOf({ draft, calls }),
    );
    expect(decision.action).toEqual({ type: 'accept' });
    expect(flips.input).toMatchObject({
      name: 'draftScore',
      to: expect.closeTo(0.5, 3),
      deviations: expect.closeTo(-1, 3),
      model: 'large',
    });
  });

  test('three models: what is said of a thrift holds on both of its sides', async () => {
    const { tensors, metadata } = randomPolicy(3);
    const random = new ExplainablePolicy(encodePolicyFile(tensors, metadata));
    const models = ['small', 'middle', 'large'].map((id, i) => ({ id, relativeCost: (i + 1) / 3 }));
    let flipped = 0;
    for (const entropy of [0.1, 0.5, 1, 2]) {
      for (const thrift of [0.15, 0.35, 0.6]) {
        const state = { ...entropyState(entropy, 2 * entropy), models };
        const { decision, flips } = await explainDecision({ policy: random, thrift }, state);
        const actionAt = async (value: number) =>
          (await thriftyRouter(random.policy, value).decide(state)).action;
        expect(decision.action).toEqual(await actionAt(thrift));
        if (flips.thrift === undefined) continue;
        flipped += 1;
        const { value, model } = flips.thrift;
        expect(await actionAt(value)).toEqual({ type: 'assign', model });
        expect(await actionAt(value + 1e-4 * Math.sign(thrift - value))).toEqual(decision.action);
      }
    }
    expect(flipped).toBeGreaterThan(6);
  });

  test('its probabilities are those of the policy', () => {
    const { tensors, metadata } = randomPolicy(3);
    const random = new ExplainablePolicy(encodePolicyFile(tensors, metadata));
    const models = ['a', 'b', 'c'].map((id) => ({ id, relativeCost: 1 }));
    const { observation, probabilities } = random.policy.evaluate({ ...entropyState(0.7), models }, 0.2);
    for (const [i, value] of random.probabilities(observation).entries()) {
      expect(value).toBeCloseTo(probabilities[i] as number, 12);
    }
  });
});
