import type { Budget } from '../budget.js';
import { addValues, divideValues, multiplyValues, negateValue } from '../evaluate/arithmetic.js';
import { Evaluator, type Letters } from '../evaluate/evaluate.js';
import { isExact, sizeOfValue, toComplex, type Value } from '../evaluate/value.js';
import { UndefinedValue } from '../numbers/undefined-value.js';
import type { Node } from '../parse/nodes.js';
import { isNearlyReal } from './compare-values.js';

/** Where the search for real roots starts: dense near zero, sparse far away. */
const starts: readonly Value[] = [-200, -53, -19, -9, -5, -3, -2, -1, 0, 1, 2, 3, 5, 9, 19, 53, 200].map(
  (n) => ({
    n: BigInt(16 * n + 1),
    d: 17n,
  }),
);

const maximumTurns = 30;
/** Bits below the largest term at which a value counts as zero. */
const zeroBits = 120;

/**
 * Real zeros of an expression in one letter that secants find from a few starts; each once. Others may exist.
 *
 * @param others values of the other letters
 */
export function rootsOf(node: Node, letter: string, others: Letters, budget: Budget): Value[] {
  const roots: Value[] = [];
  for (const start of starts) {
    const root = secantRoot(node, letter, others, start, budget);
    if (root && !roots.some((each) => isNear(each, root, budget))) roots.push(root);
  }
  return roots;
}

function isNear(a: Value, b: Value, budget: Budget): boolean {
  const difference = sizeOfValue(addValues(a, negateValue(b), budget));
  return difference < Math.max(sizeOfValue(a), sizeOfValue(b), 0) - zeroBits / 2;
}

function secantRoot(
  node: Node,
  letter: string,
  others: Letters,
  start: Value,
  budget: Budget,
): Value | undefined {
  try {
    let [x0, x1] = [start, addValues(start, { n: 1n, d: 1024n }, budget)];
    let y0 = valueAt(node, letter, x0, others, budget);
    for (let turn = 0; turn < maximumTurns; turn++) {
      const y1 = valueAt(node, letter, x1, others, budget);
      if (y1.isZero) return x1;
      const slope = addValues(y1.value, negateValue(y0.value), budget);
      if (sizeOfValue(slope) === Number.NEGATIVE_INFINITY) return undefined;
      const step = divideValues(
        multiplyValues(y1.value, addValues(x1, negateValue(x0), budget), budget),
        slope,
        budget,
      );
      const next = rounded(addValues(x1, negateValue(step), budget));
      if (sizeOfValue(next) > 60) return undefined;
      [x0, y0, x1] = [x1, y1, next];
    }
    return undefined;
  } catch (error) {
    if (error instanceof UndefinedValue) return undefined;
    throw error;
  }
}

/** Exact fractions would double their length at each turn. */
function rounded(x: Value): Value {
  return isExact(x) && x.d !== 1n ? toComplex(x) : x;
}

function valueAt(
  node: Node,
  letter: string,
  x: Value,
  others: Letters,
  budget: Budget,
): { value: Value; isZero: boolean } {
  const evaluator = new Evaluator((name) => (name === letter ? x : others(name)), budget);
  const value = evaluator.value(node);
  if (!isNearlyReal(value, evaluator.scale)) throw new UndefinedValue('not real');
  return { value, isZero: sizeOfValue(value) <= evaluator.scale - zeroBits };
}

/** Is the expression zero there? Undefined counts as no. */
export function vanishesAt(node: Node, letter: string, x: Value, others: Letters, budget: Budget): boolean {
  try {
    return valueAt(node, letter, x, others, budget).isZero;
  } catch (error) {
    if (error instanceof UndefinedValue) return false;
    throw error;
  }
}
