import { ConfigurationError, Random, type RouterState } from '@roro/core';
import { describe, expect, test } from 'vitest';
import { fakeCalls } from '../../test/fake-calls.js';
import { plainPolicy, randomPolicy } from '../../test/policy.js';
import { stateOf, stepOf } from '../../test/routing-state.js';
import { routerChecks } from '../conformance/index.js';
import { LearnedPolicy } from '../learned/learned-policy.js';
import { learnedRouter, thriftGrid } from '../learned/learned-router.js';
import { encodePolicyFile, type PolicyMetadata } from '../learned/policy-file.js';
import { stateFeatures } from '../learned/state-features.js';
import { trimFeatures } from '../learned/trim-features.js';
import { trimAggFamily, trimAggRouter } from './trim-agg.js';

/** Logits 0 for accepting and 2 − 4·r_t for the dearest model: p = ½ at a score of ½, sooner where a step before was bad. */
function policyOf(models: 2 | 3 = 2, changes: Partial<PolicyMetadata> = {}): LearnedPolicy {
  const last = (value: number) => Array.from({ length: models }, (_, i) => (i === models - 1 ? value : 0));
  const { tensors, metadata } = plainPolicy(
    last(3),
    { draftScore: last(-4), leastScoreBefore: last(-1) },
    trimFeatures(),
  );
  return new LearnedPolicy(
    encodePolicyFile(tensors, { ...metadata, mode: 'review', lambdaRange: [0.1, 10], ...changes }),
  );
}

function stateFor(
  draftScore: number,
  before: readonly number[] = [],
  models = ['small', 'large'],
): RouterState {
  const calls = fakeCalls({ stepScores: { prm: before }, score: { prm: () => draftScore } });
  return stateOf({
    calls,
    models: models.map((id, i) => ({ id, relativeCost: (i + 1) / models.length })),
    steps: before.map((_, i) => stepOf(i, `b=${i}\n`, 'small')),
    draft: stepOf(before.length, 'c=28\n', 'small', undefined, 5),
  });
}

test.each([
  // p(large) = 1/(1 + e^(−3 + 4·r_t + min r_<t)) against a thrift of ½.
  [0.45, [], 'regenerate'],
  [0.55, [], 'accept'],
  [0.55, [0.9, 0.5], 'regenerate'],
  [0.7, [0.9, 0.5], 'accept'],
])('a draft of score %d after steps of %j → %s', async (score, before, expected) => {
  const { action } = await trimAggRouter(policyOf(), 0.5).decide(stateFor(score, before));
  expect(action.type).toBe(expected);
});

test('the decision tells scores, price and probabilities, and the observation on request', async () => {
  const router = trimAggRouter(policyOf(), 0.75, { observe: true });
  const { observation, probabilities, explanation } = await router.decide(stateFor(0.75, [0.5]));
  const large = 1 / (1 + Math.exp(0.5));
  // λ = 0.1·100^0.75
  expect(explanation?.features).toEqual({
    lambda: expect.closeTo(3.1622777, 6),
    draftScore: 0.75,
    leastScoreBefore: 0.5,
  });
  expect(probabilities).toEqual([expect.closeTo(1 - large, 6), expect.closeTo(large, 6)]);
  const expected = [0.75, 0.5, Math.log(6), Math.log(2), Math.log(3.1622777)];
  expect(observation).toEqual(expected.map((value) => expect.closeTo(value, 5)));
  expect((await trimAggRouter(policyOf(), 0.75).decide(stateFor(0.75))).observation).toBeUndefined();
});

test('in a pool of three the cheapest accepts, the others write the step again', async () => {
  const models = ['small', 'middle', 'large'];
  const decide = async (policy: LearnedPolicy, score: number) =>
    (await trimAggRouter(policy, 0.5).decide(stateFor(score, [], models))).action;
  expect(await decide(policyOf(3), 0)).toEqual({ type: 'regenerate', model: 'large' });
  expect(await decide(policyOf(3), 1)).toEqual({ type: 'accept' });
  const { tensors, metadata } = plainPolicy([0, 1, 0], {}, trimFeatures());
  const middle = new LearnedPolicy(encodePolicyFile(tensors, { ...metadata, mode: 'review' }));
  expect(await decide(middle, 0.5)).toEqual({ type: 'regenerate', model: 'middle' });
});

test('a learned router draws from the policy while it is trained', async () => {
  const { tensors, metadata } = randomPolicy(2, [128, 128], trimFeatures());
  const policy = new LearnedPolicy(encodePolicyFile(tensors, { ...metadata, mode: 'review' }));
  const router = learnedRouter(policy, 0.3, { id: 'trim-agg', observe: true });
  const types = new Set<string>();
  for (let seed = 0; seed < 100; seed++) {
    const decide = () => router.decide({ ...stateFor(0.4), random: new Random(seed) });
    const decision = await decide();
    expect(decision).toEqual(await decide());
    expect(decision.observation).toHaveLength(5);
    types.add(decision.action.type);
  }
  expect([...types].sort()).toEqual(['accept', 'regenerate']);
});

test('the family sweeps thrift and names its scorer', async () => {
  const family = trimAggFamily(policyOf());
  expect(family).toMatchObject({
    id: 'trim-agg',
    mode: 'review',
    training: 'reinforcement',
    scorer: 'prm',
    knob: { name: 'thrift', values: thriftGrid },
  });
  const router = family.create(0.3);
  expect(router).toMatchObject({ id: 'trim-agg', mode: 'review', knob: 0.3 });
  expect((await router.decide(stateFor(0.9))).action).toEqual({ type: 'accept' });
});

test('another policy is refused', () => {
  const { tensors, metadata } = plainPolicy([0, 0], {}, stateFeatures());
  const other = new LearnedPolicy(encodePolicyFile(tensors, { ...metadata, mode: 'review' }));
  expect(() => trimAggRouter(other, 0.5)).toThrow(ConfigurationError);
  expect(() => trimAggFamily(other)).toThrow(
    'needs a policy of features "trim-1" in review mode, got "state-2"',
  );
  expect(() => trimAggRouter(policyOf(2, { mode: 'assign' }), 0.5)).toThrow('in assign mode');
  expect(() => trimAggRouter(policyOf(), 1)).toThrow('a thrift between 0 and 1');
});

describe.each([2, 3] as const)('what every family promises, with %d models', (size) => {
  for (const { name, run } of routerChecks({ family: trimAggFamily(policyOf(size)), poolSizes: [size] })) {
    test(name, run);
  }
});
