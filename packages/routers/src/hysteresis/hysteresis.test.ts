import { ConfigurationError, type Router } from '@roro/core';
import { expect, test } from 'vitest';
import { stateOf, stepOf } from '../../test/routing-state.js';
import { entropyThresholdRouter } from '../entropy-threshold/entropy-threshold.js';
import { withHysteresis } from './hysteresis.js';

/** Who writes each of `count` steps when the router always wants the other model. */
async function writers(router: Router, count: number): Promise<string[]> {
  const steps: ReturnType<typeof stepOf>[] = [];
  for (let index = 0; index < count; index++) {
    const { action } = await router.decide(stateOf({ steps }));
    steps.push(stepOf(index, 'a\n', action.type === 'assign' ? action.model : '?'));
  }
  return steps.map(({ model }) => model);
}

const restless: Router = {
  id: 'restless',
  version: '7',
  mode: 'assign',
  decide: ({ steps }) => ({
    action: { type: 'assign', model: steps.at(-1)?.model === 'small' ? 'large' : 'small' },
  }),
};

test('a model stays at work for the dwell, then the router decides', async () => {
  expect(await writers(restless, 4)).toEqual(['small', 'large', 'small', 'large']);
  const slow = withHysteresis(restless, 3);
  expect(await writers(slow, 7)).toEqual(['small', 'small', 'small', 'large', 'large', 'large', 'small']);
  expect(slow).toMatchObject({ id: 'restless', version: '7-dwell3', mode: 'assign' });
  const { explanation } = await slow.decide(stateOf({ steps: [stepOf(0, 'a\n', 'large')] }));
  expect(explanation?.text).toBe('large stays for 3 steps, this is its 2.');
});

test('1 changes nothing, review is left alone, anything else is refused', () => {
  expect(withHysteresis(restless, 1)).toBe(restless);
  const review = entropyThresholdRouter(0.5, { mode: 'review' });
  expect(withHysteresis(review, 4)).toBe(review);
  for (const dwell of [0, 1.5, Number.NaN]) {
    expect(() => withHysteresis(restless, dwell)).toThrow(ConfigurationError);
  }
});
