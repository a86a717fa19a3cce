import { type Budget, LimitError } from '../budget.js';
import { fromReal, imaginaryUnit, multiplyComplex } from '../numbers/complex.js';
import { exponential, pi } from '../numbers/elementary.js';
import { integer, type Rational } from '../numbers/rational.js';
import { realFromRational, realOne } from '../numbers/real.js';
import { UndefinedValue } from '../numbers/undefined-value.js';
import { children, someNode } from '../parse/children.js';
import type { Node, NodeOf } from '../parse/nodes.js';
import { addValues, divideValues, multiplyValues, negateValue, powerValues } from './arithmetic.js';
import { determinant } from './determinant.js';
import { angleFunctions, callFunction } from './functions.js';
import { opaqueValue } from './opaque-value.js';
import { sizeOfValue, type Value } from './value.js';

/** Value of a letter, by its name; the same at each asking. */
export type Letters = (name: string) => Value;

const pointOfE = fromReal(exponential(realOne));
/** π/180 */
export const radian = multiplyComplex(fromReal(pi), fromReal(realFromRational({ n: 1n, d: 180n })));

/** Sums and products are added up to this many terms; longer ones are known by their parts alone. */
const maximumTerms = 2000n;

/** Evaluates nodes at one point. Keeps the largest number that it met, against which rounding is measured. */
export class Evaluator {
  readonly #letters: Letters;
  readonly #budget: Budget;
  readonly #bound = new Map<string, Value>();
  #inAngle = false;
  /** Position of the leading bit of the largest term, to one bit. */
  scale = Number.NEGATIVE_INFINITY;

  constructor(letters: Letters, budget: Budget) {
    this.#letters = letters;
    this.#budget = budget;
  }

  /**
   * @throws {UndefinedValue} when there is no such number
   * @throws {LimitError} when it is too large, or takes too long
   */
  value(node: Node): Value {
    const value = this.#evaluate(node);
    this.scale = Math.max(this.scale, sizeOfValue(value));
    return value;
  }

  #evaluate(node: Node): Value {
    const budget = this.#budget;
    budget.spend(0.5);
    switch (node.kind) {
      case 'number':
        return node.value;
      case 'symbol':
        return this.#bound.get(node.name) ?? this.#letters(node.name);
      case 'constant':
        return this.#constant(node.name);
      case 'negate':
        return negateValue(this.value(node.of));
      case 'sum':
        return node.terms.map((term) => this.value(term)).reduce((a, b) => addValues(a, b, budget));
      case 'product':
        return node.factors
          .map((factor) => this.value(factor))
          .reduce((a, b) => multiplyValues(a, b, budget));
      case 'quotient':
        return divideValues(this.value(node.over), this.value(node.under), budget);
      case 'ratio':
        if (node.parts.length > 2) throw new UndefinedValue('a ratio of several numbers is no number');
        return node.parts.map((part) => this.value(part)).reduce((a, b) => divideValues(a, b, budget));
      case 'power':
        return powerValues(this.value(node.base), this.value(node.exponent), budget);
      case 'percent':
        return divideValues(this.value(node.of), integer(100), budget);
      case 'degrees': {
        const of = this.value(node.of);
        return this.#inAngle ? multiplyValues(of, radian, budget) : of;
      }
      case 'call':
        return this.#call(node);
      case 'apply':
        return opaqueValue(
          `apply ${node.name}`,
          node.arguments.map((each) => this.value(each)),
          budget,
        );
      case 'series':
        return this.#series(node);
      default:
        throw new UndefinedValue(`a ${node.kind} is not a number`);
    }
  }

  #constant(name: NodeOf<'constant'>['name']): Value {
    switch (name) {
      case 'pi':
        return fromReal(pi);
      case 'e':
        return pointOfE;
      case 'i':
        return this.#bound.get('i') ?? imaginaryUnit;
      case 'infinity':
        throw new UndefinedValue('infinity is not a number');
    }
  }

  #call({ name, arguments: given }: NodeOf<'call'>): Value {
    const [first] = given;
    if (name === 'det' && first?.kind === 'matrix') {
      return determinant(
        first.rows.map((row) => row.map((cell) => this.value(cell))),
        this.#budget,
      );
    }
    const outer = this.#inAngle;
    this.#inAngle = angleFunctions.has(name);
    try {
      return callFunction(
        name,
        given.map((each) => this.value(each)),
        this.#budget,
      );
    } finally {
      this.#inAngle = outer;
    }
  }

  #series(node: NodeOf<'series'>): Value {
    const parts = node.from.map((each) => this.#end(each));
    const [from, to] = parts;
    const adds = (node.operator === 'sum' || node.operator === 'prod') && node.index !== undefined;
    const ends = !node.from.some((each) => someNode(each, isInfinity));
    if (adds && ends && from && to && isWhole(from) && isWhole(to)) {
      if (to.n - from.n < maximumTerms) return this.#addUp(node, from.n, to.n);
      throw new LimitError('a sum has too many terms');
    }
    // Known by its ends and by its body at two values of the index.
    for (const at of [
      { n: 17n, d: 5n },
      { n: 41n, d: 7n },
    ]) {
      parts.push(this.#with(node.index, at, () => this.value(node.body)));
    }
    return opaqueValue(node.operator, parts, this.#budget);
  }

  /** An end of a sum or an integral, where infinity is a name. */
  #end(node: Node): Value {
    if (isInfinity(node)) return integer(1_000_003);
    if (node.kind === 'negate' && isInfinity(node.of)) return integer(-1_000_003);
    return this.value(node);
  }

  #addUp(node: NodeOf<'series'>, from: bigint, to: bigint): Value {
    let total: Value = integer(node.operator === 'sum' ? 0 : 1);
    for (let at = from; at <= to; at++) {
      const term = this.#with(node.index, integer(at), () => this.value(node.body));
      total = (node.operator === 'sum' ? addValues : multiplyValues)(total, term, this.#budget);
    }
    return total;
  }

  #with<T>(index: string | undefined, value: Value, run: () => T): T {
    if (index === undefined) return run();
    const outer = this.#bound.get(index);
    this.#bound.set(index, value);
    try {
      return run();
    } finally {
      if (outer === undefined) this.#bound.delete(index);
      else this.#bound.set(index, outer);
    }
  }
}

function isInfinity(node: Node): boolean {
  return node.kind === 'constant' && node.name === 'infinity';
}

function isWhole(value: Value): value is Rational {
  return 'n' in value && value.d === 1n;
}

/** Letters that the value of a node depends on, in the order in which they are first written. */
export function lettersOf(node: Node, found = new Set<string>()): Set<string> {
  if (node.kind === 'symbol') found.add(node.name);
  for (const child of children(node)) lettersOf(child, found);
  return found;
}
