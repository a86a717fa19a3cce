import type { Complex } from '../numbers/complex.js';
import { fromReal, sizeOfComplex } from '../numbers/complex.js';
import { bitLength, type Rational } from '../numbers/rational.js';
import { realFromRational } from '../numbers/real.js';

/** Exact while it can be; otherwise a complex number of 77 digits. */
export type Value = Rational | Complex;

export function isExact(value: Value): value is Rational {
  return 'n' in value;
}

export function toComplex(value: Value): Complex {
  return isExact(value) ? fromReal(realFromRational(value)) : value;
}

/** Position of the leading bit, to one bit; −Infinity for 0. */
export function sizeOfValue(value: Value): number {
  if (!isExact(value)) return sizeOfComplex(value);
  return value.n === 0n ? Number.NEGATIVE_INFINITY : bitLength(value.n) - bitLength(value.d) + 1;
}
