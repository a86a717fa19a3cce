import type { Budget } from '../budget.js';
import { Evaluator, lettersOf } from '../evaluate/evaluate.js';
import type { Value } from '../evaluate/value.js';
import { isExact, sizeOfValue, toComplex } from '../evaluate/value.js';
import { addComplex, negateComplex } from '../numbers/complex.js';
import { compare } from '../numbers/rational.js';
import { signOf, sizeOf } from '../numbers/real.js';
import { UndefinedValue } from '../numbers/undefined-value.js';
import { mapChildren, someNode } from '../parse/children.js';
import type { Node, RelationOperator } from '../parse/nodes.js';

/** A condition on one real number, made of relations: 0 < x ≤ 1, x < 1 or x > 3, |z| = 2, 0 < f(x) < 1. */
export interface Condition {
  variable: string;
  holds(x: Value, budget: Budget): boolean;
  /** Differences of the two sides of its relations, whose zeros are where it may change. */
  differences: Node[];
}

/** The condition that a node states, or undefined when it states none or speaks of several unknowns. */
export function conditionOf(node: Node): Condition | undefined {
  if (!someNode(node, ({ kind }) => kind === 'relation')) return undefined;
  const plain = withoutApplications(node);
  const names = lettersOf(plain);
  const [variable] = names;
  if (names.size !== 1 || variable === undefined || !isCondition(plain)) return undefined;
  return {
    variable,
    holds: (x, budget) => holds(plain, new Evaluator(() => x, budget)),
    differences: differencesOf(plain),
  };
}

/** f(x) as one unknown. */
function withoutApplications(node: Node): Node {
  if (node.kind === 'apply') return { kind: 'symbol', name: `${node.name}(${[...lettersOf(node)].join()})` };
  return mapChildren(node, withoutApplications);
}

function isCondition(node: Node): boolean {
  if (node.kind === 'set')
    return node.joiner !== 'braces' && node.items.length > 0 && node.items.every(isCondition);
  return node.kind === 'relation' && node.operators.every((operator) => operator in comparisons);
}

function holds(node: Node, evaluator: Evaluator): boolean {
  if (node.kind === 'set') {
    return node.joiner === 'or'
      ? node.items.some((item) => holds(item, evaluator))
      : node.items.every((item) => holds(item, evaluator));
  }
  if (node.kind !== 'relation') return false;
  try {
    const values = node.operands.map((operand) => evaluator.value(operand));
    return node.operators.every((operator, index) => {
      const order = orderOf(values[index]!, values[index + 1]!, evaluator.scale);
      return comparisons[operator]!(order);
    });
  } catch (error) {
    if (error instanceof UndefinedValue) return false;
    throw error;
  }
}

const comparisons: Partial<Record<RelationOperator, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** Bits below the largest number at which two numbers count as equal: roots are found to about this. */
const equalBits = 60;

/** Sign of a − b; NaN when they have no order, so that no relation but ≠ holds. */
export function orderOf(a: Value, b: Value, scale: number): number {
  if (isExact(a) && isExact(b)) return compare(a, b);
  const difference = addComplex(toComplex(a), negateComplex(toComplex(b)));
  const limit = Math.max(scale, sizeOfValue(a), sizeOfValue(b)) - equalBits;
  if (sizeOf(difference.im) > limit) return Number.NaN;
  return sizeOf(difference.re) > limit ? signOf(difference.re) : 0;
}

function differencesOf(node: Node): Node[] {
  if (node.kind === 'set') return node.items.flatMap(differencesOf);
  if (node.kind !== 'relation') return [];
  return node.operators.map((_, index) => difference(node.operands[index]!, node.operands[index + 1]!));
}

export function difference(left: Node, right: Node): Node {
  return { kind: 'sum', terms: [left, { kind: 'negate', of: right }] };
}
