import { ConfigurationError } from '@roro/core';
import { expect, test } from 'vitest';
import { fixedFamily } from './fixed/fixed.js';
import { findRouterFamily, routerFamilies } from './registry.js';

test('finds a family by its id and names the nearest for a misspelling', () => {
  expect(findRouterFamily('random').title).toBe('Random');
  expect(() => findRouterFamily('entropy-treshold')).toThrow(ConfigurationError);
  expect(() => findRouterFamily('entropy-treshold')).toThrow('Did you mean "entropy-threshold"?');
});

test('every family has an id of its own', () => {
  const ids = [fixedFamily, ...routerFamilies].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
