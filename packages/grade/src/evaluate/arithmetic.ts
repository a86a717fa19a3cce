import { type Budget, LimitError } from '../budget.js';
import {
  addComplex,
  complexOne,
  divideComplex,
  exponentialComplex,
  fromReal,
  integerPower,
  isReal,
  multiplyComplex,
  negateComplex,
  powerComplex,
} from '../numbers/complex.js';
import { logarithm } from '../numbers/elementary.js';
import { add, divide, exactRoot, multiply, negate, power, type Rational } from '../numbers/rational.js';
import { multiplyReal, negateReal, realFromRational, signOf } from '../numbers/real.js';
import { isExact, toComplex, type Value } from './value.js';

/** Units of work of one operation on numbers of 77 digits. */
export const basicCost = 2;
export const elementaryCost = 60;

/** The exact operation where both operands are exact and the result can be held, the rounded one otherwise. */
function both(
  a: Value,
  b: Value,
  exact: (a: Rational, b: Rational) => Rational,
  rounded: () => Value,
  budget: Budget,
): Value {
  budget.spend(basicCost);
  if (!isExact(a) || !isExact(b)) return rounded();
  try {
    return exact(a, b);
  } catch (error) {
    if (error instanceof LimitError) return rounded();
    throw error;
  }
}

export function addValues(a: Value, b: Value, budget: Budget): Value {
  return both(
    a,
    b,
    (x, y) => add(x, y, budget),
    () => addComplex(toComplex(a), toComplex(b)),
    budget,
  );
}

export function multiplyValues(a: Value, b: Value, budget: Budget): Value {
  return both(
    a,
    b,
    (x, y) => multiply(x, y, budget),
    () => multiplyComplex(toComplex(a), toComplex(b)),
    budget,
  );
}

export function divideValues(a: Value, b: Value, budget: Budget): Value {
  return both(
    a,
    b,
    (x, y) => divide(x, y, budget),
    () => divideComplex(toComplex(a), toComplex(b)),
    budget,
  );
}

export function negateValue(a: Value): Value {
  return isExact(a) ? negate(a) : negateComplex(a);
}

/**
 * base^exponent. A negative number has the real root that people mean: (−8)^(1/3) is −2.
 *
 * @throws {UndefinedValue} for 0 to a power that is not positive
 * @throws {LimitError} beyond what can be held at all
 */
export function powerValues(base: Value, exponent: Value, budget: Budget): Value {
  budget.spend(basicCost);
  if (!isExact(exponent)) {
    budget.spend(3 * elementaryCost);
    return powerComplex(toComplex(base), toComplex(exponent));
  }
  if (exponent.d === 1n) return wholePower(base, exponent.n, budget);
  if (isExact(base)) {
    const root = rootOfRational(base, exponent, budget);
    if (root) return root;
  }
  budget.spend(2 * elementaryCost);
  const z = toComplex(base);
  if (!isReal(z) || z.re.m === 0n) return powerComplex(z, toComplex(exponent));
  const isNegative = signOf(z.re) < 0;
  if (isNegative && exponent.d % 2n === 0n) return powerComplex(z, toComplex(exponent));
  const size = isNegative ? negateReal(z.re) : z.re;
  const result = exponentialComplex(fromReal(multiplyReal(realFromRational(exponent), logarithm(size))));
  return isNegative && exponent.n % 2n !== 0n ? negateComplex(result) : result;
}

function wholePower(base: Value, exponent: bigint, budget: Budget): Value {
  if (isExact(base)) {
    try {
      return power(base, exponent, budget);
    } catch (error) {
      if (!(error instanceof LimitError)) throw error;
    }
  }
  const z = toComplex(base);
  const count = exponent < 0n ? -exponent : exponent;
  if (count > 4096n) {
    budget.spend(3 * elementaryCost);
    const exact = { n: exponent, d: 1n };
    const isNegative = isReal(z) && signOf(z.re) < 0;
    const result = powerComplex(isNegative ? negateComplex(z) : z, toComplex(exact));
    return isNegative && exponent % 2n !== 0n ? negateComplex(result) : result;
  }
  budget.spend(basicCost * 26);
  const result = integerPower(z, Number(count));
  return exponent < 0n ? divideComplex(complexOne, result) : result;
}

/** (p/q)^(n/d) where that is a fraction. */
function rootOfRational(base: Rational, { n, d }: Rational, budget: Budget): Rational | undefined {
  if (d > 64n || (base.n < 0n && d % 2n === 0n)) return undefined;
  const isNegative = base.n < 0n;
  try {
    const root = exactRoot(isNegative ? negate(base) : base, Number(d), budget);
    return root && power(isNegative ? negate(root) : root, n, budget);
  } catch (error) {
    if (error instanceof LimitError) return undefined;
    throw error;
  }
}
