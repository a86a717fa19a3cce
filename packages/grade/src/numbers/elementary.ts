import { LimitError } from '../budget.js';
import { bitLength } from './rational.js';
import {
  addReal,
  divideReal,
  multiplyReal,
  negateReal,
  precisionBits,
  type Real,
  real,
  realFromNumber,
  realOne,
  realToNumber,
  realZero,
  signOf,
  sizeOf,
  squareRootReal,
  subtractReal,
} from './real.js';

/** Binary places of the fixed-point numbers in which series are summed. */
const places = precisionBits + 64;
const unit = 1n << BigInt(places);

function toFixed({ m, e }: Real, binaryPlaces = places): bigint {
  const shift = e + binaryPlaces;
  return shift >= 0 ? m << BigInt(shift) : m >> BigInt(-shift);
}

/** arctan(1/k), by its series. */
function inverseArctangent(k: bigint, scale: bigint): bigint {
  let term = scale / k;
  let sum = term;
  for (let n = 3n; term !== 0n; n += 2n) {
    term = -term / (k * k);
    sum += term / n;
  }
  return sum;
}

const constantPlaces = places + 96;
const constantScale = 1n << BigInt(constantPlaces);
/** Machin 1706: π/4 = 4 arctan(1/5) − arctan(1/239). */
const fixedPi = 4n * (4n * inverseArctangent(5n, constantScale) - inverseArctangent(239n, constantScale));
/** ln 2 = 2 artanh(1/3). */
const fixedLogarithmOfTwo = (() => {
  let term = constantScale / 3n;
  let sum = term;
  for (let n = 3n; term !== 0n; n += 2n) {
    term /= 9n;
    sum += term / n;
  }
  return 2n * sum;
})();

export const pi: Real = real(fixedPi, -constantPlaces);

/** e^x. @throws {LimitError} beyond |x| = 2^32 */
export function exponential(x: Real): Real {
  if (sizeOf(x) > 32) throw new LimitError('a power is too large');
  const fixed = toFixed(x, constantPlaces);
  const turns = fixed / fixedLogarithmOfTwo;
  const rest = (fixed - turns * fixedLogarithmOfTwo) >> BigInt(constantPlaces - places);
  // e^r = (e^(r/256))^256, so that the series is short.
  const small = rest >> 8n;
  let term = unit;
  let sum = unit;
  for (let n = 1n; term !== 0n && n < 100n; n++) {
    term = (term * small) / (unit * n);
    sum += term;
  }
  for (let squaring = 0; squaring < 8; squaring++) sum = (sum * sum) >> BigInt(places);
  return real(sum, Number(turns) - places);
}

/** Natural logarithm. @param x > 0 */
export function logarithm(x: Real): Real {
  // x = f·2^k with f near 1; Halley's iteration y ← y + 2(f − e^y)/(f + e^y) triples the digits of a double.
  const k = sizeOf(x);
  const f = real(x.m, -bitLength(x.m));
  let y = realFromNumber(Math.log(realToNumber(f)));
  for (let turn = 0; turn < 2; turn++) {
    const power = exponential(y);
    const step = divideReal(subtractReal(f, power), addReal(f, power));
    y = addReal(y, addReal(step, step));
  }
  return addReal(y, real(BigInt(k) * fixedLogarithmOfTwo, -constantPlaces));
}

/** Sine and cosine. @throws {LimitError} beyond |x| = 2^80, where the turn is not known well enough */
export function sineAndCosine(x: Real): { sine: Real; cosine: Real } {
  if (sizeOf(x) > 80) throw new LimitError('an angle is too large');
  const fixed = toFixed(x, constantPlaces);
  const quarterTurn = fixedPi / 2n;
  const quadrant =
    (2n * fixed + quarterTurn) / (2n * quarterTurn) - (2n * fixed + quarterTurn < 0n ? 1n : 0n);
  const rest = (fixed - quadrant * quarterTurn) >> BigInt(constantPlaces - places);
  const square = (rest * rest) >> BigInt(places);
  let [sine, sineTerm, cosine, cosineTerm] = [rest, rest, unit, unit];
  for (let n = 1n; cosineTerm !== 0n && n < 200n; n += 2n) {
    cosineTerm = -(cosineTerm * square) / (unit * n * (n + 1n));
    sineTerm = -(sineTerm * square) / (unit * (n + 1n) * (n + 2n));
    cosine += cosineTerm;
    sine += sineTerm;
  }
  const s = real(sine, -places);
  const c = real(cosine, -places);
  const turns = [
    { sine: s, cosine: c },
    { sine: c, cosine: negateReal(s) },
    { sine: negateReal(s), cosine: negateReal(c) },
    { sine: negateReal(c), cosine: s },
  ] as const;
  return turns[Number(((quadrant % 4n) + 4n) % 4n) as 0 | 1 | 2 | 3];
}

/** Angle of the point (x, y), in (−π, π]; 0 at the origin. */
export function angle(y: Real, x: Real): Real {
  if (y.m === 0n) return signOf(x) < 0 ? pi : realZero;
  const radius = squareRootReal(addReal(multiplyReal(x, x), multiplyReal(y, y)));
  const [u, v] = [divideReal(x, radius), divideReal(y, radius)];
  // A double's angle turned by the small rest δ, sin δ = v·cos θ − u·sin θ, whose arcsine needs three terms.
  const first = realFromNumber(Math.atan2(realToNumber(v), realToNumber(u)));
  const { sine, cosine } = sineAndCosine(first);
  const rest = subtractReal(multiplyReal(v, cosine), multiplyReal(u, sine));
  const square = multiplyReal(rest, rest);
  const series = addReal(
    realOne,
    multiplyReal(
      square,
      addReal(divideReal(realOne, real(6n, 0)), multiplyReal(square, divideReal(real(3n, 0), real(40n, 0)))),
    ),
  );
  return addReal(first, multiplyReal(rest, series));
}
