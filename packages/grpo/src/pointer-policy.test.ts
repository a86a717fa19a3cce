import { Random } from '@roro/core';
import { chooseBackend } from '@roro/tensor';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { pointerPolicy } from './pointer-policy.js';
import type { PolicyModel } from './policy-model.js';
import { trainSupervised } from './train-supervised.js';

const items = 4;

/** Two features per item; the right one has the largest first. */
function example(random: Random): { rows: number[][]; observation: number[]; action: number } {
  const rows = Array.from({ length: items }, () => [random.normal(), random.normal()]);
  const firsts = rows.map((row) => row[0] as number);
  return { rows, observation: rows.flat(), action: firsts.indexOf(Math.max(...firsts)) };
}

const logitsOf = (policy: PolicyModel, observation: readonly number[]): number[] =>
  tf.tidy(() => [...policy.logits(tf.tensor2d([[...observation]])).dataSync<'float32'>()]);

beforeAll(async () => {
  await chooseBackend();
});

it('learns to point at the item with the largest feature, in any order of the items', () => {
  const policy = pointerPolicy({ items, features: 2, hidden: [16], seed: 1 });
  expect(policy).toMatchObject({ inputs: 8, actions: 4 });
  expect(policy.snapshot()['layers.0.weight']?.shape).toEqual([2, 16]);
  expect(policy.snapshot()['layers.1.weight']?.shape).toEqual([16, 1]);
  const random = new Random('pointer-policy-test');
  expect(logitsOf(policy, example(random).observation)).toEqual([0, 0, 0, 0]);
  // In training the right item stands at the first place only.
  const examples = Array.from({ length: 200 }, () => {
    const { rows, action } = example(random);
    const right = rows[action] as number[];
    return { observation: [right, ...rows.filter((row) => row !== right)].flat(), action: 0 };
  });
  trainSupervised({ policy, examples, epochs: 20, minibatch: 50, learningRate: 0.03, seed: 1 });
  const fresh = Array.from({ length: 100 }, () => example(random));
  const hits = fresh.filter(({ observation, action }) => {
    const logits = logitsOf(policy, observation);
    return logits.indexOf(Math.max(...logits)) === action;
  });
  expect(hits.length).toBeGreaterThan(90);
  for (const { rows } of fresh.slice(0, 5)) {
    const turned = logitsOf(policy, rows.toReversed().flat());
    logitsOf(policy, rows.flat()).forEach((logit, i) => {
      expect(turned[items - 1 - i]).toBeCloseTo(logit, 5);
    });
  }
  policy.dispose();
});
