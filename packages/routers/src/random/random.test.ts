import { Random } from '@roro/core';
import { expect, test } from 'vitest';
import { stateOf } from '../../test/routing-state.js';
import { randomFamily, randomRouter } from './random.js';

async function dearShare(share: number, count: number): Promise<number> {
  const router = randomRouter(share);
  let dear = 0;
  for (let index = 0; index < count; index++) {
    const { action } = await router.decide(stateOf({ random: new Random('random', index) }));
    if (action.type === 'assign' && action.model === 'large') dear += 1;
  }
  return dear / count;
}

test('the dearest model writes the asked share of steps', async () => {
  expect(await dearShare(0, 200)).toBe(0);
  expect(await dearShare(1, 200)).toBe(1);
  // Binomial with n = 4000, p = 0.3: standard deviation 0.0072.
  expect(Math.abs((await dearShare(0.3, 4000)) - 0.3)).toBeLessThan(0.03);
});

test('the same seed gives the same choice', async () => {
  const choose = (seed: number) => randomRouter(0.5).decide(stateOf({ random: new Random(seed) }));
  for (let seed = 0; seed < 20; seed++) expect(await choose(seed)).toEqual(await choose(seed));
});

test('probabilities are those it draws from; models between the ends get none', async () => {
  const models = ['a', 'b', 'c'].map((id, index) => ({ id, relativeCost: (index + 1) / 3 }));
  expect((await randomRouter(0.25).decide(stateOf({ models }))).probabilities).toEqual([0.75, 0, 0.25]);
  expect((await randomRouter(0.25).decide(stateOf({ models: models.slice(0, 1) }))).probabilities).toEqual([
    1,
  ]);
});

test('the grid runs from 0 to 1 by tenths, and a share outside is refused', () => {
  expect(randomFamily.knob?.values).toHaveLength(11);
  expect(() => randomRouter(1.2)).toThrow('needs a share of steps in [0, 1], got 1.2');
  expect(() => randomRouter(Number.NaN)).toThrow('got NaN');
});
