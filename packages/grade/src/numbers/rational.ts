import { type Budget, LimitError } from '../budget.js';
import { UndefinedValue } from './undefined-value.js';

/** An exact fraction in lowest terms, `d` > 0. */
export interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}

/** Numerators and denominators beyond this many bits (about 2,400 digits) are not held exactly. */
export const maximumBits = 8192;

export const zero: Rational = { n: 0n, d: 1n };
export const one: Rational = { n: 1n, d: 1n };

export function integer(n: bigint | number): Rational {
  return { n: BigInt(n), d: 1n };
}

/** Bits of |n|, exact to one bit, in constant time below 1,000 bits. */
export function bitLength(n: bigint): number {
  const size = n < 0n ? -n : n;
  if (size === 0n) return 0;
  const approximate = Number(size);
  if (approximate < Number.MAX_VALUE) return Math.floor(Math.log2(approximate)) + 1;
  return size.toString(16).length * 4;
}

/**
 * n/d in lowest terms.
 *
 * @throws {LimitError} when the numbers are too large
 * @throws {UndefinedValue} when d is 0
 */
export function fraction(n: bigint, d: bigint, budget: Budget): Rational {
  if (d === 0n) throw new UndefinedValue('division by zero');
  const bits = bitLength(n) + bitLength(d);
  if (bits > 4 * maximumBits) throw new LimitError('a number is too large');
  if (d === 1n) return checked({ n, d });
  // Euclid's algorithm takes time that grows with the square of the length.
  budget.spend(0.2 + (bits * bits) / 40_000);
  const common = greatestCommonDivisor(n, d);
  const sign = d < 0n ? -1n : 1n;
  return checked({ n: (sign * n) / common, d: (sign * d) / common });
}

function checked(value: Rational): Rational {
  if (bitLength(value.n) > maximumBits || bitLength(value.d) > maximumBits) {
    throw new LimitError('a number is too large');
  }
  return value;
}

export function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

export function add(a: Rational, b: Rational, budget: Budget): Rational {
  if (a.d === b.d) return fraction(a.n + b.n, a.d, budget);
  return fraction(a.n * b.d + b.n * a.d, a.d * b.d, budget);
}

export function negate({ n, d }: Rational): Rational {
  return { n: -n, d };
}

export function subtract(a: Rational, b: Rational, budget: Budget): Rational {
  return add(a, negate(b), budget);
}

export function multiply(a: Rational, b: Rational, budget: Budget): Rational {
  return fraction(a.n * b.n, a.d * b.d, budget);
}

export function divide(a: Rational, b: Rational, budget: Budget): Rational {
  return fraction(a.n * b.d, a.d * b.n, budget);
}

/** −1, 0 or 1. */
export function compare(a: Rational, b: Rational): number {
  const difference = a.n * b.d - b.n * a.d;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function equals(a: Rational, b: Rational): boolean {
  return a.n === b.n && a.d === b.d;
}

/** Largest integer that is not greater. */
export function floor({ n, d }: Rational): bigint {
  const quotient = n / d;
  return n < 0n && quotient * d !== n ? quotient - 1n : quotient;
}

/**
 * base^exponent.
 *
 * @throws {LimitError} when the result is too large; {UndefinedValue} for 0 to a negative power
 */
export function power(base: Rational, exponent: bigint, budget: Budget): Rational {
  const positive = exponent < 0n ? divide(one, base, budget) : base;
  const count = exponent < 0n ? -exponent : exponent;
  if (count === 0n) return one;
  const bits = Math.max(bitLength(positive.n), bitLength(positive.d));
  if (bits <= 1 && positive.d === 1n)
    return { n: positive.n < 0n && count % 2n === 0n ? 1n : positive.n, d: 1n };
  if (count > BigInt(maximumBits) || Number(count) * (bits - 1) > maximumBits) {
    throw new LimitError('a power is too large');
  }
  budget.spend(1 + (bits * Number(count)) / 500);
  return { n: positive.n ** count, d: positive.d ** count };
}

/** The exact root of a fraction ≥ 0, if it is a fraction. `degree` ≥ 2. */
export function exactRoot({ n, d }: Rational, degree: number, budget: Budget): Rational | undefined {
  const top = integerRoot(n, degree, budget);
  const bottom = top === undefined ? undefined : integerRoot(d, degree, budget);
  return top === undefined || bottom === undefined ? undefined : { n: top, d: bottom };
}

function integerRoot(n: bigint, degree: number, budget: Budget): bigint | undefined {
  if (n < 2n) return n;
  if (degree > bitLength(n)) return undefined;
  const power = BigInt(degree);
  // Newton's iteration from above; it falls until it has passed the root.
  let root = 1n << BigInt(Math.ceil(bitLength(n) / degree) + 1);
  for (;;) {
    budget.spend(1 + bitLength(n) / 64);
    const next = ((power - 1n) * root + n / root ** (power - 1n)) / power;
    if (next >= root) break;
    root = next;
  }
  return root ** power === n ? root : undefined;
}
