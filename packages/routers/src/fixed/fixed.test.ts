import { ConfigurationError, RouterError } from '@roro/core';
import { expect, test } from 'vitest';
import { stateOf } from '../../test/routing-state.js';
import { fixedFamily, fixedRouter } from './fixed.js';

const three = [
  { id: 'small', relativeCost: 0.1 },
  { id: 'middle', relativeCost: 0.4 },
  { id: 'large', relativeCost: 1 },
];

test.each([
  [0, 'small', [1, 0, 0]],
  [1, 'middle', [0, 1, 0]],
  [-1, 'large', [0, 0, 1]],
  ['middle', 'middle', [0, 1, 0]],
])('fixed(%s) takes %s', async (model, chosen, probabilities) => {
  const decision = await fixedRouter(model).decide(stateOf({ models: three }));
  expect(decision).toMatchObject({ action: { type: 'assign', model: chosen }, probabilities });
});

test('the family sweeps from the cheapest to the dearest model', async () => {
  const chosen = [];
  for (const knob of fixedFamily.knob?.values ?? []) {
    chosen.push((await fixedFamily.create(knob).decide(stateOf())).action);
  }
  expect(chosen).toEqual([
    { type: 'assign', model: 'small' },
    { type: 'assign', model: 'large' },
  ]);
});

test('a model outside the pool is an error that says what there is', () => {
  expect(() => fixedRouter(2).decide(stateOf())).toThrow(RouterError);
  expect(() => fixedRouter(2).decide(stateOf())).toThrow('Expected a position from -2 to 1, got 2.');
  expect(() => fixedRouter('larg').decide(stateOf())).toThrow(ConfigurationError);
  expect(() => fixedRouter('larg').decide(stateOf())).toThrow('Did you mean "large"?');
});
