import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupAdvantages, meanAndDeviation } from './advantages.js';

describe('groupAdvantages', () => {
  it('matches TRL (unbiased std + 1e-4) and verl (unbiased std + 1e-6) on rewards [1, 0, 0, 1]', () => {
    expect(groupAdvantages([1, 0, 0, 1]).map((a) => a.toFixed(7))).toEqual([
      '0.8658754',
      '-0.8658754',
      '-0.8658754',
      '0.8658754',
    ]);
    expect(groupAdvantages([1, 0, 0, 1], { epsilon: 1e-6 })[0]?.toFixed(7)).toBe('0.8660239');
  });

  it('leaves the deviation out on request (hand-computed)', () => {
    expect(groupAdvantages([3, 1, 2], { divideByDeviation: false })).toEqual([1, -1, 0]);
  });

  it('takes the mean of the others as baseline on request (RLOO, hand-computed)', () => {
    // 3 − (1+2)/2, 1 − (3+2)/2, 2 − (3+1)/2
    const options = { baseline: 'leave-one-out', divideByDeviation: false } as const;
    expect(groupAdvantages([3, 1, 2], options)).toEqual([1.5, -1.5, 0]);
    expect(groupAdvantages([3], options)).toEqual([0]);
  });

  it('is zero for groups without variance, one rollout, or equal rewards up to rounding', () => {
    expect(groupAdvantages([0.7])).toEqual([0]);
    expect(groupAdvantages([2, 2, 2])).toEqual([0, 0, 0]);
    expect(groupAdvantages([0.1 + 0.2, 0.3])).toEqual([0, 0]);
    expect(meanAndDeviation([1, 3])).toEqual({ mean: 2, deviation: Math.SQRT2 });
  });

  it('sums to zero, keeps the order of the rewards, ignores a common shift (property)', () => {
    const rewards = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(rewards, fc.double({ min: -5, max: 5, noNaN: true }), (values, shift) => {
        const advantages = groupAdvantages(values);
        expect(advantages.every(Number.isFinite)).toBe(true);
        expect(Math.abs(advantages.reduce((a, b) => a + b, 0))).toBeLessThan(1e-6);
        const shifted = groupAdvantages(values.map((value) => value + shift));
        for (let i = 0; i < values.length; i++) {
          expect(Math.abs((advantages[i] as number) - (shifted[i] as number))).toBeLessThan(1e-3);
          for (let j = 0; j < values.length; j++) {
            if ((values[i] as number) > (values[j] as number)) {
              expect(advantages[i] as number).toBeGreaterThanOrEqual(advantages[j] as number);
            }
          }
        }
      }),
    );
  });
});
