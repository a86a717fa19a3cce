import { ConfigurationError } from '@roro/core';
import { expect, test } from 'vitest';
import { stateOf, stepOf } from '../test/routing-state.js';
import { findRouterFamily, untrainedFamilies } from './registry.js';

test('finds a family by its id and names the nearest for a misspelling', () => {
  expect(findRouterFamily('random').title).toBe('Random');
  expect(() => findRouterFamily('entropy-treshold')).toThrow(ConfigurationError);
  expect(() => findRouterFamily('entropy-treshold')).toThrow('Did you mean "entropy-threshold"?');
});

test('every family decides at every knob of its default grid, within the contract', async () => {
  expect(new Set(untrainedFamilies.map(({ id }) => id)).size).toBe(untrainedFamilies.length);
  const step = stepOf(0, 'b=45+12=57\n', 'small', { meanEntropy: 0.4 });
  for (const family of untrainedFamilies) {
    for (const knob of family.knob?.values ?? []) {
      const router = family.create(knob);
      expect(router).toMatchObject({ id: family.id, mode: family.mode, knob });
      const decision = await router.decide(
        stateOf(family.mode === 'review' ? { draft: step } : { steps: [step] }),
      );
      expect(decision.probabilities?.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
      expect(decision.action.type === 'assign').toBe(family.mode === 'assign');
    }
  }
});
