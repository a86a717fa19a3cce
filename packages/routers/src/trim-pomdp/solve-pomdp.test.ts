import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noisyModel, perfectModel } from '../../test/pomdp-model.js';
import { observe, stepPrior } from './belief.js';
import { type PomdpModel, regenerationCost } from './pomdp-model.js';
import { solvePomdp } from './solve-pomdp.js';

const right = { allRight: 1, wrongEarlier: 0, wrongNow: 0 };
const lost = { allRight: 0, wrongEarlier: 1, wrongNow: 0 };
const wrong = { allRight: 0, wrongEarlier: 0, wrongNow: 1 };

test('the cost of a regenerated step follows the length of its draft', () => {
  expect(regenerationCost(noisyModel)).toBeCloseTo(0.4, 12);
  expect(regenerationCost(noisyModel, 5)).toBeCloseTo(0.2, 12);
});

test('at the last step the gain is the chance to put the answer right', () => {
  const policy = solvePomdp({ ...noisyModel, lastStep: [1] }, 0.5);
  // 0.88 between right and wrong; a right draft is made wrong at a rate of 0.05, a wrong one right at 0.95.
  expect(policy.gain(0, wrong)).toBeCloseTo(0.88 * 0.95, 12);
  expect(policy.gain(0, right)).toBeCloseTo(-0.88 * 0.05, 12);
  expect(policy.gain(0, lost)).toBeCloseTo(0, 12);
  const belief = { allRight: 0.5, wrongEarlier: 0.2, wrongNow: 0.3 };
  expect(policy.gain(0, belief)).toBeCloseTo(0.88 * (0.3 * 0.95 - 0.5 * 0.05), 12);
});

test('two steps under perfect scores, worked by hand', () => {
  const model: PomdpModel = { ...perfectModel, lastStep: [0, 1] };
  // Price 0.5 · cost 0.4 = 0.2: a wrong step is worth regenerating. Last step: 0.8 + 0.2·(1 − 0.2) = 0.96.
  const policy = solvePomdp(model, 0.5);
  expect(policy.value(1, 1)).toBeCloseTo(0.96, 12);
  expect(policy.value(1, 0)).toBeCloseTo(0, 12);
  // First step: 0.8·0.96 + 0.2·(0.96 − 0.2) = 0.92.
  expect(policy.value(0, 1)).toBeCloseTo(0.92, 12);
  expect(policy.gain(0, wrong)).toBeCloseTo(0.96, 12);
  // Price 2.5 · 0.4 = 1: never worth it. Right answers are those without an error, 0.8².
  expect(solvePomdp(model, 2.5).value(0, 1)).toBeCloseTo(0.64, 12);
});

test('perfect scores and a price near 0 regenerate exactly the wrong steps; a huge price none', () => {
  for (const step of [0, 1, 2, 7]) {
    const cheap = solvePomdp(perfectModel, 1e-9);
    expect(cheap.gain(step, wrong)).toBeGreaterThan(0.9);
    expect(cheap.gain(step, right)).toBeCloseTo(0, 12);
    expect(cheap.gain(step, lost)).toBeCloseTo(0, 12);
    const dear = solvePomdp(perfectModel, 1e6);
    for (const belief of [wrong, right, lost]) expect(dear.gain(step, belief)).toBeLessThan(1e6 * 0.4);
  }
});

test('agrees with the tree of all scores and decisions, followed to its end', () => {
  for (const price of [0, 0.1, 0.3, 1, 3]) {
    for (const allRight of [0, 0.3, 0.85, 1]) {
      expect(solvePomdp(noisyModel, price).value(0, allRight)).toBeCloseTo(
        treeValue(noisyModel, price, 0, allRight),
        3,
      );
    }
  }
});

/** The same value without a grid: every sequence of scores, every decision. */
function treeValue(model: PomdpModel, price: number, step: number, allRight: number): number {
  const end = model.lastStep[step] as number;
  const { allRight: good, someWrong: bad } = model.answerRight;
  const after = (nowRight: number): number =>
    end * (nowRight * good + (1 - nowRight) * bad) +
    (end === 1 ? 0 : (1 - end) * treeValue(model, price, step + 1, nowRight));
  const expected = (prior: ReturnType<typeof stepPrior>, value: (belief: typeof prior) => number) =>
    [0, 1].reduce((sum, bin) => {
      const { belief, probability } = observe(model, prior, bin);
      return sum + probability * value(belief);
    }, 0);
  return expected(stepPrior(allRight, model.errorRate.cheapest), (belief) => {
    const kept = after(belief.allRight);
    const again = expected(stepPrior(1 - belief.wrongEarlier, model.errorRate.dearest), (redone) =>
      after(redone.allRight),
    );
    return Math.max(kept, again - price * regenerationCost(model));
  });
}

test('a higher price regenerates in fewer beliefs', () => {
  const tenths = Array.from({ length: 11 }, (_, index) => index / 10);
  const beliefs = tenths.flatMap((allRight) =>
    tenths
      .filter((wrongNow) => allRight + wrongNow <= 1)
      .map((wrongNow) => ({ allRight, wrongEarlier: 1 - allRight - wrongNow, wrongNow })),
  );
  let before = new Set(beliefs.flatMap((_, index) => [0, 1, 2].map((step) => `${step} ${index}`)));
  const sizes = [];
  for (const price of [0, 0.3, 0.6, 1, 1.5, 3]) {
    const policy = solvePomdp(noisyModel, price);
    const now = new Set(
      beliefs.flatMap((belief, index) =>
        [0, 1, 2].filter((step) => policy.gain(step, belief) > price * 0.4).map((step) => `${step} ${index}`),
      ),
    );
    expect([...now].filter((place) => !before.has(place))).toEqual([]);
    sizes.push(now.size);
    before = now;
  }
  expect(new Set(sizes).size).toBe(6);
  expect(sizes.at(-1)).toBe(0);
});

test('the value falls with the price, ever more slowly, and never below that of keeping every draft', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const inner = fc.double({ min: 0.01, max: 0.99, noNaN: true });
  fc.assert(
    fc.property(
      fc.record({ right: inner, earlier: inner, now: inner, cheapest: share, dearest: share, end: share }),
      ({ right: a, earlier, now, cheapest, dearest, end }) => {
        const model: PomdpModel = {
          ...noisyModel,
          scoreShares: {
            allRight: [1 - a, a],
            wrongEarlier: [1 - earlier, earlier],
            wrongNow: [1 - now, now],
          },
          errorRate: { cheapest, dearest },
          lastStep: [end, end, 1],
        };
        const values = [0, 0.5, 1, 1.5, 1e9].map((price) => solvePomdp(model, price).value(0, 1));
        const [free, half, one, more, never] = values as [number, number, number, number, number];
        expect(half).toBeLessThanOrEqual(free + 1e-12);
        expect(one).toBeLessThanOrEqual(half + 1e-12);
        expect(half).toBeLessThanOrEqual((free + one) / 2 + 1e-12);
        expect(one).toBeLessThanOrEqual((half + more) / 2 + 1e-12);
        expect(never).toBeLessThanOrEqual(more + 1e-12);
        // No draft is ever wrong with probability (1 − e)ᵀ, T = 1, 2, 3 at the rates of `end`.
        const kept = 1 - cheapest;
        const clean = end * kept + (1 - end) * end * kept ** 2 + (1 - end) ** 2 * kept ** 3;
        expect(never).toBeCloseTo(0.1 + 0.88 * clean, 9);
      },
    ),
    { numRuns: 30 },
  );
});
