import type { Budget } from '../budget.js';
import { lettersOf } from '../evaluate/evaluate.js';
import { someNode } from '../parse/children.js';
import type { Node } from '../parse/nodes.js';
import { sameTree } from '../parse/same-tree.js';
import { sameConditions } from './compare-conditions.js';
import { compareExpressions } from './compare-expressions.js';
import { compareNumbers } from './compare-numbers.js';
import { compareRelations } from './compare-relations.js';
import { compareSets, conditionDescribes, isSetLike } from './compare-sets.js';
import { compareTexts } from './compare-texts.js';
import type { Comparison } from './comparison.js';
import { conditionOf } from './condition.js';
import { compareMatrices, matrixOf } from './matrices.js';
import { realSetOf } from './real-set.js';
import { renamings } from './rename-letters.js';
import { unwrapped } from './unwrap.js';

export interface ComparisonOptions {
  precision: number;
  strict: boolean;
  allowSetRelation: boolean;
}

/**
 * Is the prediction what the gold answer says? Not symmetric, as in Math-Verify: the gold answer sets the form. Its
 * name may be left out (x = 1 is answered by 1), and where it is an inequality a set will do; a set is answered by an
 * inequality only with `allowSetRelation`.
 *
 * @throws {LimitError} when that takes more than the budget
 */
export function compareAnswers(
  gold: Node,
  prediction: Node,
  options: ComparisonOptions,
  budget: Budget,
): boolean {
  const comparison: Comparison = { ...options, budget, same: (a, b) => compareNodes(a, b, comparison) };
  const candidates = options.strict ? [prediction] : renamings(gold, prediction);
  return candidates.some((candidate) => comparison.same(gold, candidate));
}

function compareNodes(wholeGold: Node, wholePrediction: Node, comparison: Comparison): boolean {
  comparison.budget.spend(1);
  if (sameTree(wholeGold, wholePrediction)) return true;
  const [gold, prediction] = unwrapped(wholeGold, wholePrediction);
  if (gold.kind === 'relation' && prediction.kind === 'relation') {
    return compareRelations(gold, prediction, comparison);
  }
  const words = compareTexts(gold, prediction);
  if (words !== undefined) return words;
  if (isCondition(gold) && isCondition(prediction)) return compareConditions(gold, prediction, comparison);
  if (isSetLike(prediction) && isCondition(gold)) return meets(gold, prediction, comparison);
  if (comparison.allowSetRelation && isSetLike(gold) && isCondition(prediction)) {
    return meets(prediction, gold, comparison);
  }
  if (isSetLike(gold) || isSetLike(prediction)) return compareSets(gold, prediction, comparison);
  if (gold.kind === 'relation' || prediction.kind === 'relation') return false;
  const [left, right] = [matrixOf(gold), matrixOf(prediction)];
  if (left || right)
    return left !== undefined && right !== undefined && compareMatrices(left, right, comparison);
  return hasLetters(gold) || hasLetters(prediction)
    ? compareExpressions(gold, prediction, comparison)
    : compareNumbers(gold, prediction, comparison);
}

/** Inequalities, alone or in a list. */
function isCondition(node: Node): boolean {
  if (node.kind === 'set') return node.joiner !== 'braces' && node.items.some(isCondition);
  return node.kind === 'relation' && node.operators.some((operator) => /[<>!]/.test(operator));
}

/** Lists of inequalities: item by item, or as conditions on one number. */
function compareConditions(gold: Node, prediction: Node, comparison: Comparison): boolean {
  if (gold.kind === prediction.kind && compareSets(gold, prediction, comparison)) return true;
  const [left, right] = [conditionOf(gold), conditionOf(prediction)];
  return left !== undefined && right !== undefined && sameConditions(left, right, comparison.budget);
}

/** Are the numbers of the set those for which the condition holds? */
function meets(condition: Node, set: Node, comparison: Comparison): boolean {
  if (set.kind === 'set-builder') return comparison.same(condition, set.condition);
  const [described, numbers] = [conditionOf(condition), realSetOf(set, comparison.budget)];
  return (
    described !== undefined &&
    numbers !== undefined &&
    conditionDescribes(described, numbers, comparison.budget)
  );
}

function hasLetters(node: Node): boolean {
  return lettersOf(node).size > 0 || someNode(node, ({ kind }) => kind === 'apply' || kind === 'series');
}
