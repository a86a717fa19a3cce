import { type Budget, LimitError } from '../budget.js';
import {
  absoluteComplex,
  arccosineComplex,
  arcsineComplex,
  arctangentComplex,
  type Complex,
  complexOne,
  cosineComplex,
  divideComplex,
  exponentialComplex,
  fromReal,
  imaginaryUnit,
  isReal,
  logarithmComplex,
  multiplyComplex,
  sineComplex,
  squareRootComplex,
} from '../numbers/complex.js';
import { angle } from '../numbers/elementary.js';
import {
  bitLength,
  compare,
  floor,
  fraction,
  greatestCommonDivisor,
  integer,
  maximumBits,
  negate,
  type Rational,
} from '../numbers/rational.js';
import { compareReal, floorReal, real, signOf } from '../numbers/real.js';
import { UndefinedValue } from '../numbers/undefined-value.js';
import {
  addValues,
  divideValues,
  elementaryCost,
  multiplyValues,
  negateValue,
  powerValues,
} from './arithmetic.js';
import { isExact, toComplex, type Value } from './value.js';

type Evaluated = (values: readonly Value[], budget: Budget) => Value;

const one = integer(1);

/** Functions of one complex number. */
const complexFunctions: Record<string, (z: Complex) => Complex> = {
  sin: sineComplex,
  cos: cosineComplex,
  tan: (z) => divideComplex(sineComplex(z), cosineComplex(z)),
  cot: (z) => divideComplex(cosineComplex(z), sineComplex(z)),
  sec: (z) => divideComplex(complexOne, cosineComplex(z)),
  csc: (z) => divideComplex(complexOne, sineComplex(z)),
  arcsin: arcsineComplex,
  arccos: arccosineComplex,
  arctan: arctangentComplex,
  arcsec: (z) => arccosineComplex(divideComplex(complexOne, z)),
  arccsc: (z) => arcsineComplex(divideComplex(complexOne, z)),
  arccot: (z) =>
    z.re.m === 0n && z.im.m === 0n ? arccosineComplex(z) : arctangentComplex(divideComplex(complexOne, z)),
  exp: exponentialComplex,
  ln: logarithmComplex,
};

/** sinh z = −i·sin(iz) and so on. */
const hyperbolicFunctions: Record<string, (z: Complex) => Complex> = {
  sinh: (z) => multiplyComplex(negative(imaginaryUnit), sineComplex(turned(z))),
  cosh: (z) => cosineComplex(turned(z)),
  tanh: (z) => divideComplex(hyperbolicFunctions['sinh']!(z), cosineComplex(turned(z))),
  coth: (z) => divideComplex(cosineComplex(turned(z)), hyperbolicFunctions['sinh']!(z)),
  sech: (z) => divideComplex(complexOne, cosineComplex(turned(z))),
  csch: (z) => divideComplex(complexOne, hyperbolicFunctions['sinh']!(z)),
  arsinh: (z) => multiplyComplex(negative(imaginaryUnit), arcsineComplex(turned(z))),
  artanh: (z) => multiplyComplex(negative(imaginaryUnit), arctangentComplex(turned(z))),
};

function turned(z: Complex): Complex {
  return multiplyComplex(imaginaryUnit, z);
}

function negative(z: Complex): Complex {
  return toComplex(negateValue(z));
}

const others: Record<string, Evaluated> = {
  log: ([x, base = integer(10)], budget) => {
    budget.spend(2 * elementaryCost);
    return divideComplex(logarithmComplex(toComplex(x!)), logarithmComplex(toComplex(base)));
  },
  root: ([x, degree], budget) => {
    if (degree !== undefined) return powerValues(x!, divideValues(one, degree, budget), budget);
    if (isExact(x!) && x.n >= 0n) return powerValues(x, { n: 1n, d: 2n }, budget);
    budget.spend(10);
    return squareRootComplex(toComplex(x!));
  },
  arcosh: ([x], budget) => {
    budget.spend(3 * elementaryCost);
    const z = toComplex(x!);
    // Its real branch for x ≥ 1: ln(x + √(x² − 1)).
    const square = addValues(multiplyValues(z, z, budget), integer(-1), budget);
    return logarithmComplex(toComplex(addValues(z, squareRootComplex(toComplex(square)), budget)));
  },
  abs: ([x]) => (isExact(x!) ? (x.n < 0n ? negate(x) : x) : fromReal(absoluteComplex(x!))),
  sgn: ([x]) => integer(signOfValue(x!)),
  re: ([x]) => (isExact(x!) ? x : fromReal(x!.re)),
  im: ([x]) => (isExact(x!) ? integer(0) : fromReal(x!.im)),
  arg: ([x]) => {
    const { re, im } = toComplex(x!);
    return fromReal(angle(im, re));
  },
  floor: ([x]) => integer(floorOf(x!)),
  ceil: ([x]) => integer(-floorOf(negateValue(x!))),
  mod: ([x, y], budget) => {
    const quotient = integer(floorOf(divideValues(x!, y!, budget)));
    return addValues(x!, negateValue(multiplyValues(quotient, y!, budget)), budget);
  },
  max: (values) => values.reduce((a, b) => (compareValues(a, b) >= 0 ? a : b)),
  min: (values) => values.reduce((a, b) => (compareValues(a, b) <= 0 ? a : b)),
  gcd: (values) => integer(values.map(wholeOf).reduce(greatestCommonDivisor)),
  lcm: (values, budget) => {
    const multiple = values
      .map(wholeOf)
      .reduce((a, b) => (a === 0n ? 0n : (a * b) / greatestCommonDivisor(a, b)));
    return fraction(multiple, 1n, budget);
  },
  factorial: ([x], budget) => factorial(x!, budget),
  binomial: ([n, k], budget) => binomial(n!, k!, budget),
};

export const angleFunctions = new Set(['sin', 'cos', 'tan', 'cot', 'sec', 'csc']);

/**
 * Value of a named function.
 *
 * @throws {UndefinedValue} where it has none
 */
export function callFunction(name: string, values: readonly Value[], budget: Budget): Value {
  const first = values[0];
  if (first === undefined) throw new UndefinedValue(`${name} of nothing`);
  const other = others[name];
  if (other) return other(values, budget);
  const ofComplex = complexFunctions[name] ?? hyperbolicFunctions[name];
  if (!ofComplex || values.length > 1) throw new UndefinedValue(`${name} of ${values.length} values`);
  budget.spend(4 * elementaryCost);
  return ofComplex(toComplex(first));
}

function signOfValue(x: Value): number {
  if (isExact(x)) return x.n < 0n ? -1 : x.n > 0n ? 1 : 0;
  if (!isReal(x)) throw new UndefinedValue('the sign of a complex number');
  return signOf(x.re);
}

function compareValues(a: Value, b: Value): number {
  if (isExact(a) && isExact(b)) return compare(a, b);
  const [x, y] = [toComplex(a), toComplex(b)];
  if (!isReal(x) || !isReal(y)) throw new UndefinedValue('the order of complex numbers');
  return compareReal(x.re, y.re);
}

function floorOf(x: Value): bigint {
  if (isExact(x)) return floor(x);
  if (!isReal(x)) throw new UndefinedValue('the floor of a complex number');
  // A whole number that rounding has made slightly smaller is itself.
  return floorReal({ m: (x.re.m << 40n) + 1n, e: x.re.e - 40 });
}

function wholeOf(x: Value): bigint {
  if (!isExact(x) || x.d !== 1n) throw new UndefinedValue('a number that is not whole');
  return x.n;
}

/** Largest number whose factorial is computed. */
const largestFactorial = 1000n;

function factorial(x: Value, budget: Budget): Value {
  const n = wholeOf(x);
  if (n < 0n) throw new UndefinedValue('factorial of a negative number');
  if (n > largestFactorial) throw new LimitError('a factorial is too large');
  let product = 1n;
  budget.spend(Number(n) / 4);
  for (let factor = 2n; factor <= n; factor++) product *= factor;
  return bitLength(product) <= maximumBits ? { n: product, d: 1n } : fromReal(real(product, 0));
}

function binomial(top: Value, bottom: Value, budget: Budget): Value {
  const k = wholeOf(bottom);
  const n: Rational = isExact(top) ? top : notWhole();
  if (k < 0n) return integer(0);
  const count = n.d === 1n && n.n >= k && n.n - k < k ? n.n - k : k;
  if (count > largestFactorial) throw new LimitError('a binomial coefficient is too large');
  let result: Value = one;
  for (let i = 0n; i < count; i++) {
    const factor = fraction(n.n - i * n.d, n.d * (i + 1n), budget);
    result = multiplyValues(result, factor, budget);
  }
  return result;
}

function notWhole(): never {
  throw new UndefinedValue('a number that is not whole');
}
