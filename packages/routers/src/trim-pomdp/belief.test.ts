import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noisyModel, perfectModel } from '../../test/pomdp-model.js';
import { believedRight, observe, scoreBin, stepPrior } from './belief.js';

function expectBelief(belief: object, [allRight, wrongEarlier, wrongNow]: readonly [number, number, number]) {
  const close = (value: number) => expect.closeTo(value, 12);
  expect(belief).toEqual({
    allRight: close(allRight),
    wrongEarlier: close(wrongEarlier),
    wrongNow: close(wrongNow),
  });
}

test('a score falls in the bin of the edges that it reaches', () => {
  expect([0, 0.29, 0.3, 0.69, 0.7, 1].map((score) => scoreBin(perfectModel, score))).toEqual([
    0, 0, 1, 1, 2, 2,
  ]);
});

test('Bayes’ rule, worked by hand', () => {
  const first = stepPrior(1, 0.2);
  expectBelief(first, [0.8, 0, 0.2]);
  // A high score: 0.8·0.9 = 0.72 and 0.2·0.2 = 0.04, together 0.76.
  const high = observe(noisyModel, first, 1);
  expect(high.probability).toBeCloseTo(0.76, 12);
  expectBelief(high.belief, [18 / 19, 0, 1 / 19]);
  // Then a low one: (14.4·0.1, 1·0.3, 3.6·0.8)/19 = (1.44, 0.3, 2.88)/19, together 4.62/19.
  const low = observe(noisyModel, stepPrior(high.belief.allRight, 0.2), 0);
  expect(low.probability).toBeCloseTo(4.62 / 19, 12);
  expectBelief(low.belief, [1.44 / 4.62, 0.3 / 4.62, 2.88 / 4.62]);
});

test('the steps so far are replayed, each with the error rate of its writer', () => {
  expect(believedRight(noisyModel, [])).toBe(1);
  const high = { byCheapest: true, score: 0.9 };
  const low = { byCheapest: true, score: 0.1 };
  expect(believedRight(noisyModel, [high])).toBeCloseTo(18 / 19, 12);
  expect(believedRight(noisyModel, [high, low])).toBeCloseTo(1.44 / 4.62, 12);
  // The dearest model, 0.05: 0.95·0.1 = 0.095 against 0.05·0.8 = 0.04.
  expect(believedRight(noisyModel, [{ byCheapest: false, score: 0.1 }])).toBeCloseTo(0.095 / 0.135, 12);
});

test('a score that the model holds impossible tells nothing', () => {
  expect(believedRight(perfectModel, [{ byCheapest: false, score: 0.1 }])).toBe(1);
});

test('what is expected of a belief is what was believed before', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(share, share, (allRight, errorRate) => {
      const prior = stepPrior(allRight, errorRate);
      const seen = [0, 1].map((bin) => observe(noisyModel, prior, bin));
      const expected = seen.reduce((sum, { probability, belief }) => sum + probability * belief.wrongNow, 0);
      expect(expected).toBeCloseTo(prior.wrongNow, 12);
      expect(seen.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12);
    }),
  );
});
