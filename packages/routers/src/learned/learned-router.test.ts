import { ConfigurationError, Random, RouterError, StorageError } from '@roro/core';
import { expect, test } from 'vitest';
import { randomPolicy } from '../../test/policy.js';
import { stateOf, stepOf } from '../../test/routing-state.js';
import { LearnedPolicy } from './learned-policy.js';
import { learnedFamily, learnedRouter, logSpaced } from './learned-router.js';
import { encodePolicyFile } from './policy-file.js';

function policyOf(
  models = 2,
  changes: Partial<ReturnType<typeof randomPolicy>['metadata']> = {},
): LearnedPolicy {
  const { tensors, metadata } = randomPolicy(models);
  return new LearnedPolicy(encodePolicyFile(tensors, { ...metadata, ...changes }));
}

const policy = policyOf();
const steps = [stepOf(0, 'b=45+12=57\n', 'small', { meanEntropy: 0.4 })];

test('draws from the policy: frequencies are its probabilities, the same seed gives the same choice', async () => {
  const router = learnedRouter(policy, 0.3);
  const [, expected] = (await router.decide(stateOf({ steps }))).probabilities ?? [];
  let large = 0;
  for (let seed = 0; seed < 2000; seed++) {
    const decide = () => router.decide(stateOf({ steps, random: new Random(seed) }));
    const decision = await decide();
    expect(decision).toEqual(await decide());
    if (decision.action.type === 'assign' && decision.action.model === 'large') large += 1;
  }
  // Binomial, n = 2000: standard deviation at most 0.0112.
  expect(Math.abs(large / 2000 - (expected as number))).toBeLessThan(0.045);
});

test('greedy takes the likeliest model, whatever the seed', async () => {
  const router = learnedRouter(policy, 0.3, { selection: 'greedy' });
  const { action, probabilities = [] } = await router.decide(stateOf({ steps }));
  const likeliest = (probabilities[1] as number) > (probabilities[0] as number) ? 'large' : 'small';
  expect(action).toEqual({ type: 'assign', model: likeliest });
  for (let seed = 0; seed < 20; seed++) {
    expect((await router.decide(stateOf({ steps, random: new Random(seed) }))).action).toEqual(action);
  }
});

test('the observation is kept on request, and λ is in it', async () => {
  const { observation } = await learnedRouter(policy, 0.3, { observe: true }).decide(stateOf({ steps }));
  expect(observation).toHaveLength(policy.featureNames.length);
  expect(observation?.[policy.featureNames.indexOf('logLambda')]).toBeCloseTo(Math.log(0.3), 5);
  expect((await learnedRouter(policy, 0.3).decide(stateOf({ steps }))).observation).toBeUndefined();
});

test('three models get three probabilities; review mode accepts or regenerates', async () => {
  const models = ['a', 'b', 'c'].map((id, index) => ({ id, relativeCost: (index + 1) / 3 }));
  const { probabilities = [] } = await learnedRouter(policyOf(3), 0.3).decide(stateOf({ models }));
  expect(probabilities).toHaveLength(3);
  expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
  const review = learnedRouter(policyOf(2, { mode: 'review' }), 0.3);
  const { action } = await review.decide(stateOf({ draft: stepOf(0, 'b=57\n', 'small') }));
  expect(['accept', 'regenerate']).toContain(action.type);
});

test('the family sweeps λ from dear to cheap money, inside the range of training', () => {
  const family = learnedFamily(policy, { id: 'grpo' });
  const values = family.knob?.values ?? [];
  expect(values).toHaveLength(16);
  expect(values[0]).toBeCloseTo(2, 10);
  expect(values.at(-1)).toBeCloseTo(0.05, 10);
  expect(family.create(0.5)).toMatchObject({
    id: 'grpo',
    knob: 0.5,
    mode: 'assign',
    version: policy.version,
  });
  expect(logSpaced(0.1, 10, 3)).toEqual([
    expect.closeTo(0.1, 12),
    expect.closeTo(1, 12),
    expect.closeTo(10, 12),
  ]);
});

test('the version follows the weights', () => {
  expect(policyOf().version).toBe(policy.version);
  expect(policyOf(3).version).not.toBe(policy.version);
});

test('wrong input is an error that says so', () => {
  expect(() => learnedRouter(policy, 0)).toThrow(ConfigurationError);
  expect(() => learnedRouter(policy, 0)).toThrow('It was trained for λ between 0.05 and 2.');
  const models = ['a', 'b', 'c'].map((id) => ({ id, relativeCost: 1 }));
  expect(() => learnedRouter(policy, 1).decide(stateOf({ models }))).toThrow(
    'chooses between 2 models; the pool has 3',
  );
  const bad = [stepOf(0, 'x\n', 'small', { meanEntropy: Number.NaN })];
  expect(() => learnedRouter(policy, 1).decide(stateOf({ steps: bad }))).toThrow(RouterError);
  expect(() => learnedRouter(policy, 1).decide(stateOf({ steps: bad }))).toThrow(
    'its input "meanEntropy" is NaN',
  );
  expect(() => policyOf(2, { featureSet: 'state-0' })).toThrow(StorageError);
});
