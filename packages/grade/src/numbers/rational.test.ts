import { describe, expect, it } from 'vitest';
import { Budget, LimitError } from '../budget.js';
import { add, bitLength, divide, exactRoot, floor, fraction, multiply, power } from './rational.js';
import { UndefinedValue } from './undefined-value.js';

const budget = (): Budget => new Budget(10_000);
const of = (n: number, d = 1): { n: bigint; d: bigint } => ({ n: BigInt(n), d: BigInt(d) });

describe('rational', () => {
  it('keeps lowest terms and a positive denominator', () => {
    expect(fraction(6n, -4n, budget())).toEqual(of(-3, 2));
    expect(add(of(1, 6), of(1, 3), budget())).toEqual(of(1, 2));
    expect(multiply(of(2, 3), of(3, 4), budget())).toEqual(of(1, 2));
    expect(divide(of(1, 2), of(-1, 4), budget())).toEqual(of(-2));
    expect(() => divide(of(1), of(0), budget())).toThrow(UndefinedValue);
  });

  it('raises to whole powers, and refuses what cannot be held', () => {
    expect(power(of(2, 3), -2n, budget())).toEqual(of(9, 4));
    expect(power(of(-1), 10n ** 30n + 1n, budget())).toEqual(of(-1));
    expect(power(of(0), 5n, budget())).toEqual(of(0));
    expect(() => power(of(2), 10_000n, budget())).toThrow(LimitError);
    expect(() => power(of(0), -1n, budget())).toThrow(UndefinedValue);
  });

  it('finds roots that are fractions, and no others', () => {
    expect(exactRoot(of(9, 16), 2, budget())).toEqual(of(3, 4));
    expect(exactRoot({ n: 7n ** 40n, d: 1n }, 40, budget())).toEqual(of(7));
    expect(exactRoot({ n: 7n ** 40n + 1n, d: 1n }, 40, budget())).toBeUndefined();
    expect(exactRoot(of(2), 2, budget())).toBeUndefined();
  });

  it('knows sizes and the whole number below', () => {
    expect([0n, 1n, 255n, -256n].map(bitLength)).toEqual([0, 1, 8, 9]);
    expect(bitLength(1n << 5000n)).toBeGreaterThanOrEqual(5000);
    expect([of(7, 2), of(-7, 2), of(-4, 2)].map(floor)).toEqual([3n, -4n, -2n]);
  });
});
