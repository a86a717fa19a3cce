import type { Budget } from '../budget.js';
import { isExact, sizeOfValue, toComplex, type Value } from '../evaluate/value.js';
import { addComplex, negateComplex } from '../numbers/complex.js';
import { equals } from '../numbers/rational.js';
import { type Real, sizeOf, subtractReal } from '../numbers/real.js';

/** Bits, below the largest number that was met, to which rounded values must agree: 60 digits of 77. */
const agreeingBits = 200;

/** Equal, where rounding is measured against `scale`, the leading bit of the largest number that was met. */
export function sameValue(a: Value, b: Value, scale: number): boolean {
  if (isExact(a) && isExact(b)) return equals(a, b);
  const difference = addComplex(toComplex(a), negateComplex(toComplex(b)));
  const size = Math.max(sizeOf(difference.re), sizeOf(difference.im));
  return isNegligible(size, Math.max(scale, sizeOfValue(a), sizeOfValue(b)));
}

export function isNegligible(size: number, scale: number): boolean {
  return size === Number.NEGATIVE_INFINITY || size < scale - agreeingBits;
}

/** Real up to rounding. */
export function isNearlyReal(value: Value, scale: number): boolean {
  return isExact(value) || isNegligible(sizeOf(value.im), Math.max(scale, sizeOf(value.re)));
}

/**
 * Equal after rounding to `places` decimals, or nearer to each other than half of the last place. Two numbers that would
 * both be rounded to zero must agree to six digits instead: 6.6e-34 is neither 1.4e-23 nor 0.
 */
export function sameRounded(a: Value, b: Value, places: number, budget: Budget): boolean {
  budget.spend(5);
  const [x, y] = [toComplex(a), toComplex(b)];
  return sameRoundedReal(x.re, y.re, places) && sameRoundedReal(x.im, y.im, places);
}

function sameRoundedReal(a: Real, b: Real, places: number): boolean {
  const size = Math.max(sizeOf(a), sizeOf(b));
  if (size === Number.NEGATIVE_INFINITY) return true;
  // No decimal place of such numbers is known.
  if (Math.abs(size) > 4096) return isNegligible(sizeOf(subtractReal(a, b)), size);
  const isTiny = size < -places * Math.log2(10) - 1;
  // Twenty places more than asked for, so that the comparison itself is exact.
  const digits = isTiny ? Math.ceil(-size * Math.log10(2)) + 6 : places;
  const [x, y] = [scaled(a, digits + 20), scaled(b, digits + 20)];
  const half = 10n ** 20n / 2n;
  const difference = x > y ? x - y : y - x;
  return difference <= half || rounded(x, half) === rounded(y, half);
}

/** x·10^digits, rounded down. */
function scaled({ m, e }: Real, digits: number): bigint {
  const power = m * 10n ** BigInt(digits);
  return e >= 0 ? power << BigInt(e) : power >> BigInt(-e);
}

function rounded(x: bigint, half: bigint): bigint {
  const size = x < 0n ? -x : x;
  return (x < 0n ? -1n : 1n) * ((size + half) / (2n * half));
}
