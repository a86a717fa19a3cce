import { angle, exponential, logarithm, pi, sineAndCosine } from './elementary.js';
import {
  absoluteReal,
  addReal,
  compareReal,
  divideReal,
  multiplyReal,
  negateReal,
  type Real,
  real,
  realOne,
  realZero,
  signOf,
  sizeOf,
  squareRootReal,
  subtractReal,
} from './real.js';
import { UndefinedValue } from './undefined-value.js';

export interface Complex {
  readonly re: Real;
  readonly im: Real;
}

export const complexZero: Complex = { re: realZero, im: realZero };
export const complexOne: Complex = { re: realOne, im: realZero };
export const imaginaryUnit: Complex = { re: realZero, im: realOne };
const half = real(1n, -1);

export function fromReal(re: Real): Complex {
  return { re, im: realZero };
}

/** The imaginary part is zero, exactly: operations on real numbers keep it so. */
export function isReal({ im }: Complex): boolean {
  return im.m === 0n;
}

export function addComplex(a: Complex, b: Complex): Complex {
  return { re: addReal(a.re, b.re), im: addReal(a.im, b.im) };
}

export function negateComplex({ re, im }: Complex): Complex {
  return { re: negateReal(re), im: negateReal(im) };
}

export function subtractComplex(a: Complex, b: Complex): Complex {
  return addComplex(a, negateComplex(b));
}

export function multiplyComplex(a: Complex, b: Complex): Complex {
  if (isReal(a) && isReal(b)) return fromReal(multiplyReal(a.re, b.re));
  return {
    re: subtractReal(multiplyReal(a.re, b.re), multiplyReal(a.im, b.im)),
    im: addReal(multiplyReal(a.re, b.im), multiplyReal(a.im, b.re)),
  };
}

/** @throws {UndefinedValue} when b is 0 */
export function divideComplex(a: Complex, b: Complex): Complex {
  if (isReal(a) && isReal(b)) return fromReal(divideReal(a.re, b.re));
  const norm = addReal(multiplyReal(b.re, b.re), multiplyReal(b.im, b.im));
  const product = multiplyComplex(a, { re: b.re, im: negateReal(b.im) });
  return { re: divideReal(product.re, norm), im: divideReal(product.im, norm) };
}

export function absoluteComplex(z: Complex): Real {
  if (isReal(z)) return absoluteReal(z.re);
  return squareRootReal(addReal(multiplyReal(z.re, z.re), multiplyReal(z.im, z.im)));
}

/** Position of the leading bit of the larger part; −Infinity for 0. */
export function sizeOfComplex({ re, im }: Complex): number {
  return Math.max(sizeOf(re), sizeOf(im));
}

export function exponentialComplex({ re, im }: Complex): Complex {
  const length = exponential(re);
  if (im.m === 0n) return fromReal(length);
  const { sine, cosine } = sineAndCosine(im);
  return { re: multiplyReal(length, cosine), im: multiplyReal(length, sine) };
}

/** Principal branch. @throws {UndefinedValue} at 0 */
export function logarithmComplex(z: Complex): Complex {
  if (z.re.m === 0n && z.im.m === 0n) throw new UndefinedValue('logarithm of zero');
  return { re: logarithm(absoluteComplex(z)), im: angle(z.im, z.re) };
}

/** Principal branch. */
export function squareRootComplex(z: Complex): Complex {
  if (isReal(z)) {
    return signOf(z.re) < 0
      ? { re: realZero, im: squareRootReal(negateReal(z.re)) }
      : fromReal(squareRootReal(z.re));
  }
  const length = absoluteComplex(z);
  const re = squareRootReal(multiplyReal(half, clampedSum(length, z.re)));
  const im = squareRootReal(multiplyReal(half, clampedSum(length, negateReal(z.re))));
  return { re, im: signOf(z.im) < 0 ? negateReal(im) : im };
}

/** a + b, where rounding may have made it slightly negative. */
function clampedSum(a: Real, b: Real): Real {
  const sum = addReal(a, b);
  return signOf(sum) < 0 ? realZero : sum;
}

/** z^n by squaring, n ≥ 0. */
export function integerPower(z: Complex, n: number): Complex {
  let [result, square, rest] = [complexOne, z, n];
  while (rest > 0) {
    if (rest % 2 === 1) result = multiplyComplex(result, square);
    rest = Math.floor(rest / 2);
    if (rest > 0) square = multiplyComplex(square, square);
  }
  return result;
}

/** z^w, principal branch. @throws {UndefinedValue} for 0 to a power that is not positive */
export function powerComplex(z: Complex, w: Complex): Complex {
  if (z.re.m === 0n && z.im.m === 0n) {
    if (signOf(w.re) > 0) return complexZero;
    throw new UndefinedValue('zero to a power that is not positive');
  }
  return exponentialComplex(multiplyComplex(w, logarithmComplex(z)));
}

export function sineComplex({ re, im }: Complex): Complex {
  const { sine, cosine } = sineAndCosine(re);
  if (im.m === 0n) return fromReal(sine);
  const { sinh, cosh } = hyperbolic(im);
  return { re: multiplyReal(sine, cosh), im: multiplyReal(cosine, sinh) };
}

export function cosineComplex({ re, im }: Complex): Complex {
  const { sine, cosine } = sineAndCosine(re);
  if (im.m === 0n) return fromReal(cosine);
  const { sinh, cosh } = hyperbolic(im);
  return { re: multiplyReal(cosine, cosh), im: negateReal(multiplyReal(sine, sinh)) };
}

function hyperbolic(x: Real): { sinh: Real; cosh: Real } {
  const up = exponential(x);
  const down = divideReal(realOne, up);
  return { sinh: multiplyReal(half, subtractReal(up, down)), cosh: multiplyReal(half, addReal(up, down)) };
}

/** Principal branch: −i·ln(iz + √(1 − z²)). */
export function arcsineComplex(z: Complex): Complex {
  if (isReal(z) && compareReal(absoluteReal(z.re), realOne) <= 0) {
    return fromReal(angle(z.re, squareRootReal(subtractReal(realOne, multiplyReal(z.re, z.re)))));
  }
  const root = squareRootComplex(subtractComplex(complexOne, multiplyComplex(z, z)));
  const turned = logarithmComplex(addComplex(multiplyComplex(imaginaryUnit, z), root));
  return { re: turned.im, im: negateReal(turned.re) };
}

/** Principal branch: π/2 − arcsin z. */
export function arccosineComplex(z: Complex): Complex {
  return subtractComplex(fromReal(multiplyReal(half, pi)), arcsineComplex(z));
}

/** Principal branch: (i/2)·(ln(1 − iz) − ln(1 + iz)). */
export function arctangentComplex(z: Complex): Complex {
  if (isReal(z)) return fromReal(angle(z.re, realOne));
  const turned = multiplyComplex(imaginaryUnit, z);
  const difference = subtractComplex(
    logarithmComplex(subtractComplex(complexOne, turned)),
    logarithmComplex(addComplex(complexOne, turned)),
  );
  return multiplyComplex({ re: realZero, im: half }, difference);
}
