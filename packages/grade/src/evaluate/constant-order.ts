import { type Budget, LimitError } from '../budget.js';
import { isReal, subtractComplex } from '../numbers/complex.js';
import { compare } from '../numbers/rational.js';
import { signOf } from '../numbers/real.js';
import { UndefinedValue } from '../numbers/undefined-value.js';
import { someNode } from '../parse/children.js';
import type { Node } from '../parse/nodes.js';
import { Evaluator } from './evaluate.js';
import { infinitySign } from './infinity-sign.js';
import { isExact, toComplex } from './value.js';

/** Sign of a − b for two numbers without letters, infinity among them; undefined when they have no order. */
export function constantOrder(a: Node, b: Node, budget: Budget): number | undefined {
  const [first, second] = [infinitySign(a), infinitySign(b)];
  if (first !== 0 || second !== 0) return Math.sign(first - second);
  if ([a, b].some((node) => someNode(node, ({ kind }) => kind === 'symbol' || kind === 'apply')))
    return undefined;
  try {
    const evaluator = new Evaluator(noLetters, budget);
    const [x, y] = [evaluator.value(a), evaluator.value(b)];
    if (isExact(x) && isExact(y)) return compare(x, y);
    const difference = subtractComplex(toComplex(x), toComplex(y));
    return isReal(difference) ? signOf(difference.re) : undefined;
  } catch (error) {
    if (error instanceof UndefinedValue || error instanceof LimitError) return undefined;
    throw error;
  }
}

function noLetters(name: string): never {
  throw new UndefinedValue(`${name} has no value`);
}
