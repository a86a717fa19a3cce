import fc from 'fast-check';
import { expect, it } from 'vitest';
import { generalisedAdvantages } from './generalised-advantages.js';

const values = [0.5, 0.4, 0.8];

function expectAdvantages(discount: number, gaeLambda: number, expected: readonly number[]): void {
  const advantages = generalisedAdvantages(values, 1, { discount, gaeLambda });
  expect(advantages).toHaveLength(expected.length);
  advantages.forEach((advantage, t) => {
    expect(advantage, `γ ${discount} λ ${gaeLambda}`).toBeCloseTo(expected[t] as number, 12);
  });
}

it('sums the errors of the critic, discounted by γλ (hand-computed)', () => {
  // δ = 0.4 − 0.5, 0.8 − 0.4, 1 − 0.8
  expectAdvantages(1, 0, [-0.1, 0.4, 0.2]);
  // 0.2; 0.4 + 0.95·0.2; −0.1 + 0.95·0.59
  expectAdvantages(1, 0.95, [0.4605, 0.59, 0.2]);
  // δ = 0.2 − 0.5, 0.4 − 0.4, 0.2; then with γλ = ¼
  expectAdvantages(0.5, 0.5, [-0.2875, 0.05, 0.2]);
  expect(generalisedAdvantages([], 1, { discount: 1, gaeLambda: 0.95 })).toEqual([]);
});

it('is the return minus the value with λ = 1 (property)', () => {
  const number = fc.double({ min: -5, max: 5, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(number, { maxLength: 8 }),
      number,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (predicted, reward, discount) => {
        const advantages = generalisedAdvantages(predicted, reward, { discount, gaeLambda: 1 });
        predicted.forEach((value, t) => {
          const returned = reward * discount ** (predicted.length - 1 - t);
          expect(advantages[t]).toBeCloseTo(returned - value, 9);
        });
      },
    ),
  );
});
