import type { Budget } from '../budget.js';
import type { Value } from '../evaluate/value.js';
import type { Node, NodeOf } from '../parse/nodes.js';
import { sameTree } from '../parse/same-tree.js';
import { pointsToTry, zerosOf } from './compare-conditions.js';
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
  if (isFiniteList(gold) && isFiniteList(prediction)) return false;
  return compareRealSets(gold, prediction, comparison) || compareOperations(gold, prediction, comparison);
}

function isFiniteList({ kind }: Node): boolean {
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
function distinct(items: readonly Node[], { budget }: Comparison): Node[] {
  const kept: Node[] = [];
  for (const item of items) {
    budget.spend(kept.length / 20);
    if (!kept.some((each) => sameTree(each, item))) kept.push(item);
  }
  return kept;
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
  if (goldCondition && right) return conditionDescribes(goldCondition, right, budget);
  if (predictionCondition && left) return conditionDescribes(predictionCondition, left, budget);
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
}

function builtCondition(node: Node): Condition | undefined {
  return node.kind === 'set-builder' ? conditionOf(node.condition) : undefined;
}

/** Does the condition hold for the numbers of the set, and for no other? */
export function conditionDescribes(condition: Condition, set: RealSet, budget: Budget): boolean {
  const ends = set
    .flatMap(({ low, high }) => [low, high])
    .flatMap(({ value }): Value[] => (value ? [value] : []));
  return pointsToTry([...ends, ...zerosOf(condition, budget)], budget).every(
    (x) => condition.holds(x, budget) === holdsNumber(set, x),
  );
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
