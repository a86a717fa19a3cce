import { chooseBackend } from '@roro/tensor';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { Critic } from './critic.js';
import { criticSamples } from './critic-samples.js';
import type { Sample } from './gradient-step.js';
import type { Group } from './group.js';
import { mlpPolicy } from './mlp-policy.js';

const sample = (observation: number[], valueTarget: number): Sample => ({
  observation,
  action: 0,
  logProbability: 0,
  advantage: 0,
  valueTarget,
});
const samples = [sample([1, 0], 1), sample([0, 1], 0.25)];

/** A critic for a policy that is not needed any more. */
function newCritic(hidden: readonly number[] = [8, 4]): Critic {
  const actor = mlpPolicy({ inputs: 2, actions: 3, hidden, seed: 1 });
  const critic = new Critic(actor, 1);
  actor.dispose();
  return critic;
}

beforeAll(async () => {
  await chooseBackend();
});

it('is as wide as the policy, starts at 0, and learns the returns', () => {
  const before = tf.memory().numTensors;
  const critic = newCritic();
  const shapes = Object.entries(critic.snapshot().weights).map(([name, { shape }]) => [name, shape]);
  expect(Object.fromEntries(shapes)).toMatchObject({
    'critic.layers.0.weight': [2, 8],
    'critic.layers.1.weight': [8, 4],
    'critic.layers.2.weight': [4, 1],
  });
  const observations = samples.map(({ observation }) => observation);
  expect(critic.values(observations)).toEqual([0, 0]);
  expect(critic.values([])).toEqual([]);
  // ½·(1² + 0.25²)/2
  expect(critic.fit(samples, 0.01)).toBeCloseTo(0.265625, 7);
  for (let step = 0; step < 300; step++) critic.fit(samples, 0.01);
  const [one, other] = critic.values(observations);
  expect(one).toBeCloseTo(1, 1);
  expect(other).toBeCloseTo(0.25, 1);
  critic.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it('continues bit for bit from its snapshot', () => {
  const critic = newCritic();
  for (let step = 0; step < 5; step++) critic.fit(samples, 0.01);
  const { weights, tensors } = critic.snapshot();
  const other = newCritic();
  other.fit(samples, 1);
  other.restore(weights, { step: 5, tensors });
  for (const each of [critic, other]) each.fit(samples, 0.01);
  expect(other.snapshot()).toEqual(critic.snapshot());
  expect(() => other.restore({}, { step: 5, tensors }, 'here')).toThrow(/"layers.0.weight".*in here/);
  for (const each of [critic, other]) each.dispose();
});

it('makes samples whose advantages are normalised over all groups (hand-computed)', () => {
  const critic = newCritic([]);
  const decisions = (count: number) =>
    Array.from({ length: count }, () => ({ observation: [1, 0], action: 0, logProbability: -1 }));
  const rollout = (count: number, reward: number) => ({
    decisions: decisions(count),
    reward,
    correct: true,
    costShare: 0,
  });
  const groups: Group[] = [
    { id: 'a', rollouts: [rollout(2, 1)] },
    { id: 'b', rollouts: [rollout(0, 5), rollout(1, 0)] },
  ];
  const result = criticSamples(groups, critic, { discount: 1, gaeLambda: 0.5 });
  // V = 0: ½, 1 | 0 with mean ½ and unbiased deviation ½.
  const scale = 0.5 / (0.5 + 1e-4);
  expect(result.samples.map((list) => list.map(({ advantage }) => advantage))).toEqual([
    [0, expect.closeTo(scale, 9)],
    [],
    [expect.closeTo(-scale, 9)],
  ]);
  expect(result.samples.map((list) => list.map(({ valueTarget }) => valueTarget))).toEqual([
    [0.5, 1],
    [],
    [0],
  ]);
  expect(result.explainedVariance).toBe(0);
  const equal = [{ id: 'c', rollouts: [rollout(2, 1)] }];
  expect(criticSamples(equal, critic, { discount: 1, gaeLambda: 0.5 }).explainedVariance).toBeUndefined();
  critic.dispose();
});
