import { expect, test } from 'vitest';
import { certainty, poolAction } from './pool-action.js';

const models = [
  { id: 'small', relativeCost: 0.1 },
  { id: 'middle', relativeCost: 0.4 },
  { id: 'large', relativeCost: 1 },
];

test('assign names the model', () => {
  expect(poolAction('assign', models, 0)).toEqual({ type: 'assign', model: 'small' });
  expect(poolAction('assign', models, 2)).toEqual({ type: 'assign', model: 'large' });
});

test('review accepts the draft of the cheapest model and regenerates with any other', () => {
  expect(poolAction('review', models, 0)).toEqual({ type: 'accept' });
  expect(poolAction('review', models, 1)).toEqual({ type: 'regenerate', model: 'middle' });
});

test('a position outside the pool is an error', () => {
  expect(() => poolAction('assign', models, 3)).toThrow('Expected a position in a pool of 3 models, got 3.');
});

test('certainty is one-hot', () => {
  expect(certainty(models, 1)).toEqual([0, 1, 0]);
});
