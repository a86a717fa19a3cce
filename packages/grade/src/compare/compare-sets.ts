import { isExact, toComplex, type Value } from '../evaluate/value.js';
import type { Node, NodeOf } from '../parse/nodes.js';
import { pointsToTry } from './compare-conditions.js';
import type { Comparison } from './comparison.js';
import { type Condition, conditionOf } from './condition.js';
import { holdsNumber, type RealSet, realSetOf } from './real-set.js';

const setKinds = new Set<Node['kind']>([
  'set',
  'tuple',
  'interval',
  'number-set',
  'set-operation',
  'set-builder',
]);

export function isSetLike(node: Node): boolean {
  return setKinds.has(node.kind);
}

/** Sets, lists, tuples and intervals, of which one side may be a single value. */
export function compareSets(gold: Node, prediction: Node, comparison: Comparison): boolean {
  if (gold.kind === 'interval' && prediction.kind === 'interval') {
    return (
      gold.lowClosed === prediction.lowClosed &&
      gold.highClosed === prediction.highClosed &&
      comparison.same(gold.low, prediction.low) &&
      comparison.same(gold.high, prediction.high)
    );
  }
  if (gold.kind === 'set-builder' && prediction.kind === 'set-builder')
    return compareBuilders(gold, prediction, comparison);
  const [goldItems, predictionItems] = [itemsOf(gold), itemsOf(prediction)];
  // (a, b) is a pair where the other side is a list of two.
  if (goldItems && predictionItems && compareItems(gold, goldItems, prediction, predictionItems, comparison))
    return true;
  if (isFinite(gold) && isFinite(prediction)) return false;
  return compareRealSets(gold, prediction, comparison) || compareOperations(gold, prediction, comparison);
}

function isFinite({ kind }: Node): boolean {
  return !setKinds.has(kind) || kind === 'set' || kind === 'tuple';
}

/** Items of what can be read as a list or a tuple. */
function itemsOf(node: Node): readonly Node[] | undefined {
  if (node.kind === 'set' || node.kind === 'tuple') return node.items;
  if (node.kind === 'interval') return node.lowClosed || node.highClosed ? undefined : [node.low, node.high];
  return setKinds.has(node.kind) ? undefined : [node];
}

/**
 * A gold tuple asks for the order; a gold set does not. When not strict, order counts only between two tuples.
 */
function compareItems(
  gold: Node,
  goldItems: readonly Node[],
  prediction: Node,
  predictionItems: readonly Node[],
  comparison: Comparison,
): boolean {
  const predictionIsSet = prediction.kind === 'set' || !isSetLike(prediction);
  const goldIsSet = gold.kind === 'set' || !isSetLike(gold);
  const anyOrder = goldIsSet || (predictionIsSet && !comparison.strict);
  if (!anyOrder) return sameInOrder(goldItems, predictionItems, comparison);
  const [left, right] = [distinct(goldItems, comparison), distinct(predictionItems, comparison)];
  return left.length === right.length && sameInAnyOrder(left, right, comparison);
}

function sameInOrder(gold: readonly Node[], prediction: readonly Node[], { same }: Comparison): boolean {
  return gold.length === prediction.length && gold.every((item, index) => same(item, prediction[index]!));
}

function sameInAnyOrder(
  gold: readonly Node[],
  prediction: readonly Node[],
  { same, budget }: Comparison,
): boolean {
  const left = [...prediction];
  for (const item of gold) {
    budget.spend(left.length);
    const index = left.findIndex((each) => same(item, each));
    if (index === -1) return false;
    left.splice(index, 1);
  }
  return true;
}

/** A set holds an item once, however often it is written. */
function distinct(items: readonly Node[], comparison: Comparison): Node[] {
  const kept: Node[] = [];
  const seen = new Set<string>();
  for (const item of items) {
    const key = keyOf(item);
    if (key !== undefined && seen.has(key)) continue;
    if (key !== undefined) seen.add(key);
    kept.push(item);
  }
  comparison.budget.spend(items.length);
  return kept;
}

function keyOf(node: Node): string | undefined {
  return JSON.stringify(node, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
}

function compareBuilders(
  gold: NodeOf<'set-builder'>,
  prediction: NodeOf<'set-builder'>,
  comparison: Comparison,
): boolean {
  return (
    comparison.same(gold.variable, prediction.variable) &&
    comparison.same(gold.condition, prediction.condition)
  );
}

function compareRealSets(gold: Node, prediction: Node, { same, budget }: Comparison): boolean {
  const [goldCondition, predictionCondition] = [builtCondition(gold), builtCondition(prediction)];
  const [left, right] = [asRealSet(gold), asRealSet(prediction)];
  if (goldCondition && right) return describes(goldCondition, right);
  if (predictionCondition && left) return describes(predictionCondition, left);
  return (
    left !== undefined &&
    right !== undefined &&
    left.length === right.length &&
    left.every((piece, index) => {
      const other = right[index]!;
      return (
        piece.lowClosed === other.lowClosed &&
        piece.highClosed === other.highClosed &&
        same(piece.low.node, other.low.node) &&
        same(piece.high.node, other.high.node)
      );
    })
  );

  function asRealSet(node: Node): RealSet | undefined {
    return realSetOf(isSetLike(node) ? node : { kind: 'set', items: [node], joiner: 'braces' }, budget);
  }

  function describes(condition: Condition, set: RealSet): boolean {
    return conditionDescribes(condition, set, { same, budget } as Comparison);
  }
}

function builtCondition(node: Node): Condition | undefined {
  return node.kind === 'set-builder' ? conditionOf(node.condition) : undefined;
}

/** Does the condition hold for the numbers of the set, and for no other? */
export function conditionDescribes(condition: Condition, set: RealSet, { budget }: Comparison): boolean {
  const ends = set
    .flatMap(({ low, high }) => [low, high])
    .flatMap(({ value }): Value[] => (value ? [value] : []));
  return pointsToTry(ends, budget).every(
    (x) => condition.holds(x, budget) === holdsNumber(set, simplified(x)),
  );
}

function simplified(x: Value): Value {
  return isExact(x) ? x : toComplex(x);
}

/** Unions and the like of sets with letters: part by part. */
function compareOperations(gold: Node, prediction: Node, comparison: Comparison): boolean {
  if (gold.kind === 'number-set' && prediction.kind === 'number-set') return gold.name === prediction.name;
  if (gold.kind !== 'set-operation' || prediction.kind !== 'set-operation') return false;
  if (gold.operator !== prediction.operator) return false;
  if (gold.operator === 'difference') {
    return comparison.same(gold.left, prediction.left) && comparison.same(gold.right, prediction.right);
  }
  const [left, right] = [partsOf(gold, gold.operator), partsOf(prediction, gold.operator)];
  return left.length === right.length && sameInAnyOrder(left, right, comparison);
}

function partsOf(node: Node, operator: string): Node[] {
  if (node.kind !== 'set-operation' || node.operator !== operator) return [node];
  return [...partsOf(node.left, operator), ...partsOf(node.right, operator)];
}
