import type { Budget } from '../budget.js';
import { Evaluator } from '../evaluate/evaluate.js';
import { infinitySign } from '../evaluate/infinity-sign.js';
import { toComplex, type Value } from '../evaluate/value.js';
import { isReal } from '../numbers/complex.js';
import { UndefinedValue } from '../numbers/undefined-value.js';
import type { Node, NodeOf } from '../parse/nodes.js';
import { orderOf } from './condition.js';

/** An end of a piece: a number with the node that it was written as, or ±∞. */
export interface End {
  node: Node;
  /** Undefined for ±∞. */
  value: Value | undefined;
  sign: number;
}

/** low to high; a single number has the same end twice, both closed. */
export interface Piece {
  low: End;
  high: End;
  lowClosed: boolean;
  highClosed: boolean;
}

/** Disjoint pieces that do not touch, in rising order. */
export type RealSet = readonly Piece[];

const minusInfinity: Node = { kind: 'negate', of: { kind: 'constant', name: 'infinity' } };
const plusInfinity: Node = { kind: 'constant', name: 'infinity' };

const everything: Piece = {
  low: { node: minusInfinity, value: undefined, sign: -1 },
  high: { node: plusInfinity, value: undefined, sign: 1 },
  lowClosed: false,
  highClosed: false,
};

/** The set of real numbers that a node names, or undefined when its ends have no values. */
export function realSetOf(node: Node, budget: Budget): RealSet | undefined {
  budget.spend(2);
  switch (node.kind) {
    case 'interval':
      return fromInterval(node, budget);
    case 'set':
      return fromPoints(node.items, budget);
    case 'number-set':
      return node.name === 'reals' ? [everything] : undefined;
    case 'set-operation': {
      const [left, right] = [realSetOf(node.left, budget), realSetOf(node.right, budget)];
      return left && right && combined(left, right, operations[node.operator], budget);
    }
    default:
      return undefined;
  }
}

function fromInterval(
  { low, high, lowClosed, highClosed }: NodeOf<'interval'>,
  budget: Budget,
): RealSet | undefined {
  const ends = [endOf(low, budget), endOf(high, budget)];
  const [from, to] = ends;
  if (!from || !to) return undefined;
  return normalised(
    [
      {
        low: from,
        high: to,
        lowClosed: lowClosed && from.sign === 0,
        highClosed: highClosed && to.sign === 0,
      },
    ],
    budget,
  );
}

function fromPoints(items: readonly Node[], budget: Budget): RealSet | undefined {
  const ends = items.map((item) => endOf(item, budget));
  const points = ends.flatMap((end) => (end?.sign === 0 ? [end] : []));
  if (points.length !== items.length) return undefined;
  return normalised(
    points.map((end) => ({ low: end, high: end, lowClosed: true, highClosed: true })),
    budget,
  );
}

function endOf(node: Node, budget: Budget): End | undefined {
  const sign = infinitySign(node);
  if (sign !== 0) return { node, value: undefined, sign };
  try {
    const value = new Evaluator(noLetters, budget).value(node);
    return isReal(toComplex(value)) ? { node, value, sign: 0 } : undefined;
  } catch (error) {
    if (error instanceof UndefinedValue) return undefined;
    throw error;
  }
}

function noLetters(name: string): never {
  throw new UndefinedValue(`${name} has no value`);
}

/** Sign of a − b. */
export function orderOfEnds(a: End, b: End): number {
  if (a.value === undefined || b.value === undefined) return Math.sign(a.sign - b.sign);
  return orderOf(a.value, b.value, Number.NEGATIVE_INFINITY);
}

/** Is the end, or the place just above it, inside? */
function contains(set: RealSet, end: End, justAbove: boolean): boolean {
  return set.some(({ low, high, lowClosed, highClosed }) => {
    const [fromLow, toHigh] = [orderOfEnds(end, low), orderOfEnds(end, high)];
    if (justAbove) return fromLow >= 0 && toHigh < 0;
    return (fromLow > 0 || (fromLow === 0 && lowClosed)) && (toHigh < 0 || (toHigh === 0 && highClosed));
  });
}

const operations = {
  union: (a: boolean, b: boolean) => a || b,
  intersection: (a: boolean, b: boolean) => a && b,
  difference: (a: boolean, b: boolean) => a && !b,
};

/** Goes through all ends in order and asks at each of them, and just above, whether the result holds it. */
function combined(
  a: RealSet,
  b: RealSet,
  keep: (a: boolean, b: boolean) => boolean,
  budget: Budget,
): RealSet {
  const ends = [...a, ...b].flatMap(({ low, high }) => [low, high]).toSorted(orderOfEnds);
  budget.spend(ends.length * (a.length + b.length));
  const pieces: Piece[] = [];
  const distinct = ends.filter((end, index) => index === 0 || orderOfEnds(end, ends[index - 1]!) !== 0);
  distinct.forEach((end, index) => {
    if (end.sign === 0 && keep(contains(a, end, false), contains(b, end, false))) {
      pieces.push({ low: end, high: end, lowClosed: true, highClosed: true });
    }
    const next = distinct[index + 1];
    if (next && keep(contains(a, end, true), contains(b, end, true))) {
      pieces.push({ low: end, high: next, lowClosed: false, highClosed: false });
    }
  });
  return normalised(pieces, budget);
}

/** Sorts pieces and joins those that overlap or touch; drops empty ones. */
function normalised(pieces: readonly Piece[], budget: Budget): RealSet {
  budget.spend(pieces.length * 4);
  const sorted = pieces
    .filter(({ low, high, lowClosed, highClosed }) => {
      const order = orderOfEnds(low, high);
      return order < 0 || (order === 0 && lowClosed && highClosed);
    })
    .toSorted((a, b) => orderOfEnds(a.low, b.low) || Number(b.lowClosed) - Number(a.lowClosed));
  const joined: Piece[] = [];
  for (const piece of sorted) {
    const last = joined.at(-1);
    const order = last ? orderOfEnds(piece.low, last.high) : 1;
    if (!last || order > 0 || (order === 0 && !piece.lowClosed && !last.highClosed)) {
      joined.push(piece);
      continue;
    }
    const beyond = orderOfEnds(piece.high, last.high);
    if (beyond > 0) joined[joined.length - 1] = { ...last, high: piece.high, highClosed: piece.highClosed };
    else if (beyond === 0)
      joined[joined.length - 1] = { ...last, highClosed: last.highClosed || piece.highClosed };
  }
  return joined;
}

/** Is the number in the set? */
export function holdsNumber(set: RealSet, value: Value): boolean {
  return contains(set, { node: plusInfinity, value, sign: 0 }, false);
}
