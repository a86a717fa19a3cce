import { RouterError } from '@roro/core';
import { expect, test } from 'vitest';
import { fakeCalls } from '../test/fake-calls.js';
import { stateOf } from '../test/routing-state.js';
import { requireCalls } from './require-calls.js';

test('gives the calls of a state, or says why there are none', () => {
  const calls = fakeCalls({});
  expect(requireCalls(stateOf({ calls }), 'glimp')).toBe(calls);
  expect(() => requireCalls(stateOf(), 'glimp')).toThrow(RouterError);
  expect(() => requireCalls(stateOf(), 'glimp')).toThrow('Router "glimp" asks models before it decides');
});
