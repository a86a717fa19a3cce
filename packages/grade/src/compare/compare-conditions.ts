import type { Budget } from '../budget.js';
import { addValues } from '../evaluate/arithmetic.js';
import { toComplex, type Value } from '../evaluate/value.js';
import { fromReal } from '../numbers/complex.js';
import { compareReal, real, sizeOf } from '../numbers/real.js';
import { UndefinedValue } from '../numbers/undefined-value.js';
import type { Condition } from './condition.js';
import { rootsOf } from './roots.js';

/** Points between and beyond which nothing is expected to happen. */
const grid: readonly Value[] = Array.from({ length: 61 }, (_, index) => {
  const t = index - 30;
  // Dense near zero, to ±1000, and never a round number.
  return { n: BigInt(t * t * t * 40 + t * 700 + 13), d: 1009n };
});

/** Do both hold for the same numbers? Asked at a grid, at every zero that is found, and just beside them. */
export function sameConditions(a: Condition, b: Condition, budget: Budget): boolean {
  if (a.variable !== b.variable) return false;
  return pointsToTry([...zerosOf(a, budget), ...zerosOf(b, budget)], budget).every(
    (x) => a.holds(x, budget) === b.holds(x, budget),
  );
}

/** Where the condition may change, as far as it can be found. */
export function zerosOf({ differences, variable }: Condition, budget: Budget): Value[] {
  return differences.flatMap((node) => rootsOf(node, variable, noOther, budget));
}

/** The grid, the given points, points just beside them, and points between neighbours. */
export function pointsToTry(special: readonly Value[], budget: Budget): Value[] {
  const sorted = special.map(toComplex).toSorted((x, y) => compareReal(x.re, y.re));
  const beside = sorted.flatMap((x) => {
    // A millionth of its size.
    const e = Math.max(0, sizeOf(x.re)) - 20;
    return [1n, -1n].map((m) => addValues(x, fromReal({ m, e }), budget));
  });
  const between = sorted.slice(1).map((x, index) => {
    const sum = toComplex(addValues(x, sorted[index]!, budget));
    return { re: real(sum.re.m, sum.re.e - 1), im: sum.im };
  });
  return [...special, ...beside, ...between, ...grid];
}

function noOther(name: string): never {
  throw new UndefinedValue(`${name} has no value`);
}
