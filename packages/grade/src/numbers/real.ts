import { LimitError } from '../budget.js';
import { bitLength, type Rational } from './rational.js';
import { UndefinedValue } from './undefined-value.js';

/**
 * A real number m·2^e, rounded to 256 significant bits (77 digits). Wide enough that two values which agree to 45 digits
 * are taken for equal, and that a difference survives the cancellation of thirty digits.
 */
export interface Real {
  readonly m: bigint;
  readonly e: number;
}

export const precisionBits = 256;

/** Numbers of absolute value beyond 2^±this have no place here. */
const maximumExponent = 2 ** 40;

export const realZero: Real = { m: 0n, e: 0 };
export const realOne: Real = { m: 1n, e: 0 };

export function real(m: bigint, e: number): Real {
  if (m === 0n) return realZero;
  const excess = bitLength(m) - precisionBits;
  const rounded = excess > 0 ? { m: m >> BigInt(excess), e: e + excess } : { m, e };
  if (Math.abs(rounded.e) > maximumExponent) throw new LimitError('a number is too large or too small');
  return rounded;
}

export function realFromRational({ n, d }: Rational): Real {
  if (d === 1n) return real(n, 0);
  const shift = Math.max(0, precisionBits + 8 + bitLength(d) - bitLength(n));
  return real((n << BigInt(shift)) / d, -shift);
}

/** Exact; `value` must be finite. */
export function realFromNumber(value: number): Real {
  if (value === 0) return realZero;
  const exponent = Math.floor(Math.log2(Math.abs(value))) - 52;
  // Two steps, since 2^-exponent alone may overflow.
  const half = Math.trunc(exponent / 2);
  return real(BigInt(Math.round(value * 2 ** -half * 2 ** -(exponent - half))), exponent);
}

/** Nearest double; ±Infinity and 0 beyond its range. */
export function realToNumber({ m, e }: Real): number {
  const excess = Math.max(0, bitLength(m) - 64);
  const exponent = e + excess;
  const half = Math.trunc(exponent / 2);
  return Number(m >> BigInt(excess)) * 2 ** half * 2 ** (exponent - half);
}

/** Position of the leading bit: 2^(size − 1) ≤ |x| < 2^size, to one bit; −Infinity for 0. */
export function sizeOf({ m, e }: Real): number {
  return m === 0n ? Number.NEGATIVE_INFINITY : bitLength(m) + e;
}

export function addReal(a: Real, b: Real): Real {
  if (a.m === 0n) return b;
  if (b.m === 0n) return a;
  const [high, low] = a.e >= b.e ? [a, b] : [b, a];
  // Far below the last bit of the other one: it would only cost memory.
  if (sizeOf(high) - sizeOf(low) > 2 * precisionBits) return high;
  if (sizeOf(low) - sizeOf(high) > 2 * precisionBits) return low;
  return real((high.m << BigInt(high.e - low.e)) + low.m, low.e);
}

export function negateReal({ m, e }: Real): Real {
  return { m: -m, e };
}

export function subtractReal(a: Real, b: Real): Real {
  return addReal(a, negateReal(b));
}

export function multiplyReal(a: Real, b: Real): Real {
  return real(a.m * b.m, a.e + b.e);
}

/** @throws {UndefinedValue} when b is 0 */
export function divideReal(a: Real, b: Real): Real {
  if (b.m === 0n) throw new UndefinedValue('division by zero');
  if (a.m === 0n) return realZero;
  const shift = Math.max(0, precisionBits + 8 + bitLength(b.m) - bitLength(a.m));
  return real((a.m << BigInt(shift)) / b.m, a.e - b.e - shift);
}

/** −1, 0 or 1. */
export function signOf({ m }: Real): number {
  return m < 0n ? -1 : m > 0n ? 1 : 0;
}

export function absoluteReal({ m, e }: Real): Real {
  return { m: m < 0n ? -m : m, e };
}

export function compareReal(a: Real, b: Real): number {
  return signOf(subtractReal(a, b));
}

/** Largest integer that is not greater, of a number below 2^`precisionBits`. */
export function floorReal({ m, e }: Real): bigint {
  if (e > precisionBits) throw new LimitError('a number is too large');
  return e >= 0 ? m << BigInt(e) : -e > 2 * precisionBits ? (m < 0n ? -1n : 0n) : m >> BigInt(-e);
}

/** @param x ≥ 0 */
export function squareRootReal({ m, e }: Real): Real {
  if (m === 0n) return realZero;
  let shift = Math.max(0, 2 * precisionBits + 16 - bitLength(m));
  if ((e - shift) % 2 !== 0) shift += 1;
  return real(integerSquareRoot(m << BigInt(shift)), (e - shift) / 2);
}

function integerSquareRoot(n: bigint): bigint {
  // A double gives the first 50 bits; each turn doubles them.
  const excess = Math.max(0, bitLength(n) - 100) & ~1;
  let root = BigInt(Math.floor(Math.sqrt(Number(n >> BigInt(excess))))) << BigInt(excess / 2);
  for (let turn = 0; turn < 5; turn++) root = (root + n / root) >> 1n;
  return root;
}
