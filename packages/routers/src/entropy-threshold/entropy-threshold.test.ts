import { RouterError } from '@roro/core';
import { expect, test } from 'vitest';
import { stateOf, stepOf } from '../../test/routing-state.js';
import { entropyThresholdFamily, entropyThresholdRouter, thresholdGrid } from './entropy-threshold.js';

const steps = [
  stepOf(0, 'b=45+12=57\n', 'small', { meanEntropy: 0.9 }),
  stepOf(1, 'c=50*4=200\n', 'large', { meanEntropy: 0.2 }),
];

test('the entropy of the last step picks the next model', async () => {
  const choose = async (threshold: number, count: number) =>
    (await entropyThresholdRouter(threshold).decide(stateOf({ steps: steps.slice(0, count) }))).action;
  expect(await choose(0.5, 0)).toEqual({ type: 'assign', model: 'small' });
  expect(await choose(0.5, 1)).toEqual({ type: 'assign', model: 'large' });
  expect(await choose(0.9, 1)).toEqual({ type: 'assign', model: 'small' }); // strictly above
  expect(await choose(0.5, 2)).toEqual({ type: 'assign', model: 'small' });
  expect(await choose(0.1, 2)).toEqual({ type: 'assign', model: 'large' });
});

test('the explanation names the entropy and the threshold', async () => {
  const { explanation } = await entropyThresholdRouter(0.5).decide(stateOf({ steps: steps.slice(0, 1) }));
  expect(explanation).toEqual({
    features: { meanEntropy: 0.9 },
    score: 0.9,
    threshold: 0.5,
    text: 'entropy 0.900 > 0.500 nats',
  });
});

test('review mode judges the draft', async () => {
  const router = entropyThresholdRouter(0.5, { mode: 'review' });
  const decide = async (meanEntropy: number) =>
    (await router.decide(stateOf({ draft: stepOf(0, 'b=45+12=57\n', 'small', { meanEntropy }) }))).action;
  expect(await decide(0.4)).toEqual({ type: 'accept' });
  expect(await decide(0.6)).toEqual({ type: 'regenerate', model: 'large' });
});

test('an unknown entropy is an error, not a zero', () => {
  const router = entropyThresholdRouter(0.5);
  const decide = () => router.decide(stateOf({ steps: [stepOf(0, 'b=57\n', 'small')] }));
  expect(decide).toThrow(RouterError);
  expect(decide).toThrow('Expected the mean token entropy of step 0, but model "small" reported none.');
  expect(() => entropyThresholdRouter(-1)).toThrow('needs a threshold ≥ 0 nats, got -1');
});

test('the grid is made of quantiles, from the largest entropy to 0', () => {
  expect(thresholdGrid([0.1, 0.4, 0.2, 0.3, 0.5], 4)).toEqual([0.5, 0.4, 0.3, 0.2, 0]);
  expect(thresholdGrid([1, 1, 1], 5)).toEqual([1, 0]);
  expect(entropyThresholdFamily({ thresholds: [0.1, 0.7] }).knob?.values).toEqual([0.7, 0.1]);
  expect(entropyThresholdFamily().knob?.values[0]).toBe(3);
});
