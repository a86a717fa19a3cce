import { type QueryView, Random } from '@roro/core';
import { chooseBackend } from '@roro/tensor';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { criterionBank } from '../bank/criterion-bank.js';
import { randomPolicy, rubricorOf } from '../test/random-rubricor.js';
import { rubricObservation } from '../train/rubricor-policy.js';
import { RubricDraft } from './rubric-draft.js';
import { actionLimit, rubricItems } from './rubric-items.js';
import { RubricNetwork } from './rubric-network.js';

const query: QueryView = { id: 'q', prompt: 'a=12\nb=a*7\nc=b-5\nc?\n', benchmark: 'test', meta: {} };
const limit = actionLimit(criterionBank);

beforeAll(async () => {
  await chooseBackend();
});

it.each([1, 2, 3])('gives the logits of the tensor policy along a rubric (weights %d)', (seed) => {
  const policy = randomPolicy(criterionBank, seed);
  const weights = policy.snapshot();
  const layers = [0, 1].map((i) => {
    const [weight, bias] = [weights[`layers.${i}.weight`], weights[`layers.${i}.bias`]];
    if (weight === undefined || bias === undefined) throw new Error(`no layer ${i}`);
    return { weight: weight.data, bias: bias.data };
  });
  const network = new RubricNetwork(layers, criterionBank);
  const items = rubricItems(query, criterionBank);
  const draft = new RubricDraft(items);
  const random = new Random('network', seed);
  while (!draft.ended) {
    const allowed = draft.allowed();
    const { observation, allowed: padded } = rubricObservation(items, draft, allowed, limit);
    expect(observation).toHaveLength(policy.inputs);
    expect(padded).toHaveLength(policy.actions);
    expect(padded.slice(allowed.length).some(Boolean)).toBe(false);
    const expected = tf.tidy(() => policy.logits(tf.tensor2d([[...observation]])).dataSync<'float32'>());
    const logits = network.logits(items, draft);
    expect(logits).toHaveLength(items.items.length + 1);
    let largest = 0;
    for (const [action, logit] of logits.entries()) {
      largest = Math.max(largest, Math.abs(logit - (expected[action] as number)));
    }
    expect(largest).toBeLessThan(1e-5);
    expect(Math.max(...logits) - Math.min(...logits)).toBeGreaterThan(0.1);
    draft.take(random.pick(allowed.flatMap((open, action) => (open ? [action] : []))));
  }
  policy.dispose();
});

it.each([1, 2])('says with what probability the tensor policy takes what it draws (weights %d)', (seed) => {
  const policy = randomPolicy(criterionBank, seed);
  const items = rubricItems(query, criterionBank);
  rubricorOf(policy, criterionBank).sample(
    items,
    new Random('draw', seed),
    (draft, allowed, action, logProbability) => {
      const { observation } = rubricObservation(items, draft, allowed, limit);
      const logits = tf.tidy(() => policy.logits(tf.tensor2d([[...observation]])).dataSync<'float32'>());
      const open = allowed.flatMap((is, i) => (is ? [Math.exp(logits[i] as number)] : []));
      const total = open.reduce((a, b) => a + b, 0);
      expect(allowed[action]).toBe(true);
      expect(logProbability).toBeCloseTo((logits[action] as number) - Math.log(total), 4);
    },
  );
  policy.dispose();
});
