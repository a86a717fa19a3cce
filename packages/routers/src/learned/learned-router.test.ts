import {
  ConfigurationError,
  Random,
  type Router,
  RouterError,
  type RouterState,
  StorageError,
} from '@roro/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainPolicy, randomPolicy } from '../../test/policy.js';
import { stateOf, stepOf } from '../../test/routing-state.js';
import { LearnedPolicy } from './learned-policy.js';
import { learnedFamily, learnedRouter, thriftGrid, thriftyRouter } from './learned-router.js';
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

/** Model ids of the states below, by how many models a policy chooses between. */
const pools = { 2: ['small', 'large'], 3: ['small', 'middle', 'large'] } as const;

/** A policy that gives these probabilities whatever it sees. */
function certainPolicy(...probabilities: number[]): LearnedPolicy {
  const { tensors, metadata } = plainPolicy(probabilities.map(Math.log));
  return new LearnedPolicy(encodePolicyFile(tensors, metadata));
}

/** p(large) = 1/(1 + λ), for λ in [0.01, 1]. */
function pricePolicy(): LearnedPolicy {
  const { tensors, metadata } = plainPolicy([0, 0], { logLambda: [0, -1] });
  return new LearnedPolicy(encodePolicyFile(tensors, { ...metadata, lambdaRange: [0.01, 1] }));
}

function stateFor(models: 2 | 3): RouterState {
  return stateOf({
    models: pools[models].map((id, index, ids) => ({ id, relativeCost: (index + 1) / ids.length })),
  });
}

async function chosen(router: Router, state: RouterState): Promise<string | undefined> {
  const { action } = await router.decide(state);
  return action.type === 'assign' ? action.model : undefined;
}

describe('a threshold', () => {
  test.each([
    [0.1, 'large'],
    [0.29, 'large'],
    [0.31, 'small'],
    [0.9, 'small'],
  ])('of %d: the dearest of two models at 0.3 → %s', async (threshold, expected) => {
    const router = learnedRouter(certainPolicy(0.7, 0.3), 1, { selection: threshold });
    expect(await chosen(router, stateFor(2))).toBe(expected);
  });

  test('is reached by a probability that equals it', async () => {
    const router = learnedRouter(certainPolicy(1, 1), 1, { selection: 0.5 });
    expect(await chosen(router, stateFor(2))).toBe('large');
  });

  test.each([
    // The dearest where it reaches the threshold, likeliest or not; else the likeliest of the others.
    [[0.5, 0.2, 0.3], 0.29, 'large'],
    [[0.5, 0.2, 0.3], 0.31, 'small'],
    [[0.1, 0.3, 0.6], 0.59, 'large'],
    [[0.1, 0.3, 0.6], 0.61, 'middle'],
    [[0.25, 0.25, 0.5], 0.6, 'small'],
  ] as const)('among three models at %j, %d → %s', async (probabilities, threshold, expected) => {
    const router = learnedRouter(certainPolicy(...probabilities), 1, { selection: threshold });
    expect(await chosen(router, stateFor(3))).toBe(expected);
  });

  test('draws nothing, and gives the probabilities of the policy', async () => {
    const router = learnedRouter(certainPolicy(0.7, 0.3), 1, { selection: 0.2 });
    for (let seed = 0; seed < 20; seed++) {
      const decision = await router.decide(stateOf({ random: new Random(seed) }));
      expect(decision.action).toEqual({ type: 'assign', model: 'large' });
      expect(decision.probabilities).toEqual([expect.closeTo(0.7, 6), expect.closeTo(0.3, 6)]);
    }
  });

  test('accepts or regenerates in review mode', async () => {
    const { tensors, metadata } = plainPolicy([Math.log(0.7), Math.log(0.3)]);
    const review = new LearnedPolicy(encodePolicyFile(tensors, { ...metadata, mode: 'review' }));
    const state = stateOf({ draft: stepOf(0, 'b=57\n', 'small') });
    const actions = [0.2, 0.4].map((selection) => learnedRouter(review, 1, { selection }).decide(state));
    expect((await Promise.all(actions)).map(({ action }) => action.type)).toEqual(['regenerate', 'accept']);
  });
});

test.each([
  // Review in a pool of three: the cheapest model's draft is accepted, any other model writes the step again.
  [[0.5, 0.2, 0.3], 0.29, { type: 'regenerate', model: 'large' }],
  [[0.5, 0.2, 0.3], 0.31, { type: 'accept' }],
  [[0.1, 0.3, 0.6], 0.61, { type: 'regenerate', model: 'middle' }],
] as const)('review of three models at %j, threshold %d → %j', async (probabilities, selection, expected) => {
  const { tensors, metadata } = plainPolicy(probabilities.map(Math.log));
  const review = new LearnedPolicy(encodePolicyFile(tensors, { ...metadata, mode: 'review' }));
  const state = { ...stateFor(3), draft: stepOf(0, 'b=57\n', 'small') };
  const decisions = [
    learnedRouter(review, 1, { selection }).decide(state),
    thriftyRouter(review, selection).decide(state),
  ];
  for (const { action } of await Promise.all(decisions)) expect(action).toEqual(expected);
});

describe('thrift', () => {
  test.each([
    // 0.01·100^thrift.
    [0.25, 0.0316228],
    [0.5, 0.1],
    [0.75, 0.316228],
  ])('%d runs λ through the range of training, to %d', async (thrift, lambda) => {
    const router = thriftyRouter(pricePolicy(), thrift, { observe: true });
    const { observation, explanation } = await router.decide(stateOf());
    expect(explanation?.features?.['lambda']).toBeCloseTo(lambda, 6);
    expect(observation?.[policy.featureNames.indexOf('logLambda')]).toBeCloseTo(Math.log(lambda), 4);
  });

  test.each([
    // p(large) = 1/(1 + 0.01·100^thrift) against the thrift.
    [0.25, 'large'], // 0.969
    [0.5, 'large'], // 0.909
    [0.75, 'large'], // 0.760
    [0.8, 'small'], // 0.715
    [0.99, 'small'], // 0.512
  ])('%d moves price and threshold together → %s', async (thrift, expected) => {
    expect(await chosen(thriftyRouter(pricePolicy(), thrift), stateOf())).toBe(expected);
  });

  test('is the knob of its router, which keeps id, version and mode', () => {
    expect(thriftyRouter(policy, 0.3)).toMatchObject({ id: 'learned', knob: 0.3, mode: 'assign' });
    expect(thriftyRouter(policy, 0.3, { id: 'grpo' })).toMatchObject({ id: 'grpo', version: policy.version });
  });

  test.each([0, 1, -0.1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('%d is refused', (thrift) => {
    expect(() => thriftyRouter(policy, thrift)).toThrow(ConfigurationError);
    expect(() => thriftyRouter(policy, thrift)).toThrow(`a thrift between 0 and 1, got ${thrift}`);
  });

  test('more of it never sends more steps to the dearest model, where λ does not matter (property)', () => {
    const thrift = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    const state = fc
      .record({ entropy: fc.double({ min: 0, max: 3, noNaN: true }), value: fc.nat(99) })
      .map(({ entropy, value }) =>
        stateOf({ steps: [stepOf(0, `b=45+12=${value}\n`, 'small', { meanEntropy: entropy })] }),
      );
    const { tensors, metadata } = randomPolicy();
    const first = tensors['layers.0.weight'] as (typeof tensors)[string];
    const units = first.shape[1] as number;
    const row = policy.featureNames.indexOf('logLambda') * units;
    const blind = new LearnedPolicy(
      encodePolicyFile(
        { ...tensors, 'layers.0.weight': { ...first, data: first.data.slice().fill(0, row, row + units) } },
        metadata,
      ),
    );
    return fc.assert(
      fc.asyncProperty(thrift, thrift, fc.array(state, { minLength: 1 }), async (one, other, states) => {
        const large = async (knob: number): Promise<RouterState[]> => {
          const models = await Promise.all(states.map((each) => chosen(thriftyRouter(blind, knob), each)));
          return states.filter((_, index) => models[index] === 'large');
        };
        const [more, less] = [await large(Math.min(one, other)), await large(Math.max(one, other))];
        expect(more).toEqual(expect.arrayContaining(less));
      }),
    );
  });
});

describe('the family', () => {
  test('sweeps thrift from cheap to dear', () => {
    const family = learnedFamily(policy, { id: 'grpo' });
    expect(family).toMatchObject({ id: 'grpo', mode: 'assign', knob: { name: 'thrift' } });
    expect(family.knob?.values).toEqual(thriftGrid);
    expect(thriftGrid).toEqual([...new Set(thriftGrid)].sort((a, b) => b - a));
    expect(thriftGrid.every((thrift) => thrift > 0 && thrift < 1)).toBe(true);
    expect(learnedFamily(policy, { thrifts: [0.2, 0.9] }).knob?.values).toEqual([0.9, 0.2]);
  });

  test('makes thrifty routers, in the middle where no knob is given', async () => {
    const family = learnedFamily(pricePolicy(), { id: 'grpo' });
    expect(family.create(0.8)).toMatchObject({ id: 'grpo', knob: 0.8 });
    expect(await chosen(family.create(0.8), stateOf())).toBe('small');
    expect(family.create()).toMatchObject({ knob: 0.5 });
    expect(() => family.create(3)).toThrow(ConfigurationError);
  });
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
  expect(() => policyOf(2, { featureSet: 'state-1' })).toThrow(StorageError);
  expect(() => policyOf(2, { featureSet: 'trim-1' })).toThrow(
    'expects features "trim-1" (118); this version has "state-2" (118), "trim-1" (5).',
  );
});
