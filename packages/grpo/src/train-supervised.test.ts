import { chooseBackend } from '@roro/tensor';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { logSoftmax } from './log-softmax.js';
import { mlpPolicy } from './mlp-policy.js';
import type { PolicyModel } from './policy-model.js';
import type { SupervisedExample } from './supervised-example.js';
import { targetCrossEntropy } from './target-cross-entropy.js';
import { trainSupervised } from './train-supervised.js';

const newPolicy = (): PolicyModel => mlpPolicy({ inputs: 2, actions: 4, hidden: [8], seed: 2 });
const settings = { epochs: 60, minibatch: 2, learningRate: 0.03, seed: 1 };
const masked = [true, true, false, false];
const examples: SupervisedExample[] = [
  { observation: [1, 0], action: 2 },
  { observation: [0, 1], target: [0.25, 0.75, 0, 0], allowed: masked, weight: 2 },
  { observation: [1, 1], target: [0.1, 0.2, 0.3, 0.4] },
];

beforeAll(async () => {
  await chooseBackend();
});

describe('trainSupervised', () => {
  it('begins at the loss of the uniform policy, weighted (hand-computed)', () => {
    const policy = newPolicy();
    const losses = trainSupervised({ policy, examples, ...settings, epochs: 1, minibatch: 3 });
    // ln 4 and ln 4 with weight 1, ln 2 with weight 2
    expect(losses).toHaveLength(1);
    expect(losses[0]).toBeCloseTo((2 * Math.log(4) + 2 * Math.log(2)) / 4, 5);
    policy.dispose();
  });

  it('reaches actions, distributions and masks, deterministically, and leaks no tensor', () => {
    const run = (seed: number): { losses: number[]; weights: Float32Array } => {
      const policy = newPolicy();
      const before = tf.memory().numTensors;
      const losses = trainSupervised({ policy, examples, ...settings, epochs: 150, seed });
      expect(tf.memory().numTensors).toBe(before);
      const probabilitiesAt = (observation: number[], allowed?: readonly boolean[]): number[] => {
        const logits = tf.tidy(() => policy.logits(tf.tensor2d([observation])).dataSync<'float32'>());
        return [...logSoftmax(logits, 0, 4, allowed).map(Math.exp)];
      };
      expect(probabilitiesAt([1, 0])[2]).toBeGreaterThan(0.9);
      const [first, , third] = probabilitiesAt([0, 1], masked);
      expect(Math.abs((first as number) - 0.25)).toBeLessThan(0.1);
      expect(third).toBe(0);
      expect(Math.abs((probabilitiesAt([1, 1])[3] as number) - 0.4)).toBeLessThan(0.1);
      const weights = policy.snapshot()['layers.0.weight']?.data as Float32Array;
      policy.dispose();
      return { losses, weights };
    };
    const reference = run(1);
    expect(reference.losses.at(-1)).toBeLessThan(reference.losses[0] as number);
    expect(run(1)).toEqual(reference);
    expect(run(2).losses).not.toEqual(reference.losses);
  });

  it('has the gradient that finite differences give', () => {
    const logits = Float32Array.from({ length: 12 }, (_, i) => Math.sin(i));
    const { gradient } = targetCrossEntropy(logits, examples, 0.75);
    for (let i = 0; i < logits.length; i++) {
      const at = (delta: number): number =>
        targetCrossEntropy(
          logits.map((logit, j) => (j === i ? logit + delta : logit)),
          examples,
          0.75,
        ).loss;
      expect(gradient[i]).toBeCloseTo((at(1e-3) - at(-1e-3)) / 2e-3, 4);
    }
  });

  it('names the example that does not fit the policy', () => {
    const policy = newPolicy();
    const found = (example: SupervisedExample) => () =>
      trainSupervised({ policy, examples: [examples[0] as SupervisedExample, example], ...settings });
    const observation = [1, 0];
    expect(found({ observation: [1], action: 0 })).toThrow(/example 1; found 1 inputs/);
    expect(found({ observation })).toThrow(/neither action nor target/);
    expect(found({ observation, action: 0, target: [1, 0, 0, 0] })).toThrow(/both/);
    expect(found({ observation, action: 4 })).toThrow(/action 4/);
    expect(found({ observation, action: 3, allowed: masked })).toThrow(/its mask forbids/);
    expect(found({ observation, action: 0, allowed: [true] })).toThrow(/a mask of 1 actions/);
    expect(found({ observation, target: [1, 0] })).toThrow(/a target of 2 actions/);
    expect(found({ observation, target: [0.5, 0, 0, 0] })).toThrow(/sums to 0.5/);
    expect(found({ observation, target: [0, 0, 1, 0], allowed: masked })).toThrow(/target for action 2/);
    expect(found({ observation, action: 0, weight: -1 })).toThrow(/weight -1/);
    expect(() => trainSupervised({ policy, examples: [], ...settings })).toThrow(/Collect examples/);
    expect(() => trainSupervised({ policy, examples, ...settings, minibatch: 0 })).toThrow(/minibatch/);
    policy.dispose();
  });
});
