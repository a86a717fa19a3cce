import { divideValues, multiplyValues } from '../evaluate/arithmetic.js';
import { Evaluator, lettersOf } from '../evaluate/evaluate.js';
import { sampleLetters, samplePoints } from '../evaluate/sample-letters.js';
import { isExact, toComplex, type Value } from '../evaluate/value.js';
import { isReal } from '../numbers/complex.js';
import { signOf } from '../numbers/real.js';
import { UndefinedValue } from '../numbers/undefined-value.js';
import type { Node, NodeOf, RelationOperator } from '../parse/nodes.js';
import { sameConditions } from './compare-conditions.js';
import { sameValue } from './compare-values.js';
import type { Comparison } from './comparison.js';
import { conditionOf, difference } from './condition.js';
import { rootsOf, vanishesAt } from './roots.js';

type Relation = NodeOf<'relation'>;

const reversed: Record<RelationOperator, RelationOperator | undefined> = {
  '=': '=',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
  in: undefined,
  'not in': undefined,
  subset: undefined,
};

/**
 * Equations and inequalities: side by side, turned around, multiplied by a number (a positive one where that matters), or
 * with the same solutions.
 */
export function compareRelations(gold: Relation, prediction: Relation, comparison: Comparison): boolean {
  if (sameSides(gold, prediction, comparison)) return true;
  const turned = turnedAround(prediction);
  if (turned && sameSides(gold, turned, comparison)) return true;
  if (gold.operators.length === 1 && prediction.operators.length === 1) {
    if (sameUpToFactor(gold, prediction, comparison)) return true;
    if (gold.operators[0] === '=' && prediction.operators[0] === '=') {
      return sameZeros(differenceOf(gold), differenceOf(prediction), comparison);
    }
  }
  const [left, right] = [conditionOf(gold), conditionOf(prediction)];
  return left !== undefined && right !== undefined && sameConditions(left, right, comparison.budget);
}

function sameSides(gold: Relation, prediction: Relation, { same }: Comparison): boolean {
  return (
    gold.operators.length === prediction.operators.length &&
    gold.operators.every((operator, index) => operator === prediction.operators[index]) &&
    gold.operands.every((operand, index) => same(operand, prediction.operands[index]!))
  );
}

function turnedAround({ operands, operators }: Relation): Relation | undefined {
  const turned = operators.toReversed().map((operator) => reversed[operator]);
  return turned.includes(undefined)
    ? undefined
    : { kind: 'relation', operands: operands.toReversed(), operators: turned as RelationOperator[] };
}

function differenceOf({ operands }: Relation): Node {
  return difference(operands[0]!, operands[1]!);
}

/** f ∘ 0 and g ∘ 0 where f/g is the same number at every sample point. */
function sameUpToFactor(gold: Relation, prediction: Relation, { budget }: Comparison): boolean {
  const operator = gold.operators[0]!;
  const isTurned = prediction.operators[0] !== operator;
  if (isTurned && reversed[prediction.operators[0]!] !== operator) return false;
  const [f, g] = [differenceOf(gold), differenceOf(prediction)];
  if (lettersOf(f).size === 0) return false;
  let factor: Value | undefined;
  let agreements = 0;
  for (let point = 0; point < samplePoints; point++) {
    const evaluator = new Evaluator(sampleLetters(point, false), budget);
    try {
      const [left, right] = [evaluator.value(f), evaluator.value(g)];
      factor ??= divideValues(left, right, budget);
      if (!sameValue(left, multiplyValues(factor, right, budget), evaluator.scale)) return false;
      agreements += 1;
    } catch (error) {
      if (!(error instanceof UndefinedValue)) throw error;
    }
  }
  if (agreements < 2 || factor === undefined) return false;
  const sign = realSign(factor);
  if (operator === '=' || operator === '!=') return sign !== 0;
  return isTurned ? sign < 0 : sign > 0;
}

function realSign(value: Value): number {
  if (isExact(value)) return value.n < 0n ? -1 : value.n > 0n ? 1 : 0;
  const z = toComplex(value);
  return isReal(z) ? signOf(z.re) : 1;
}

/** Every real zero of one that can be found is a zero of the other, for each letter and some values of the others. */
function sameZeros(f: Node, g: Node, { budget }: Comparison): boolean {
  const letters = lettersOf(f);
  const others = lettersOf(g);
  if (
    letters.size === 0 ||
    letters.size !== others.size ||
    [...letters].some((letter) => !others.has(letter))
  ) {
    return false;
  }
  let found = 0;
  for (let point = 0; point < 2; point++) {
    const values = sampleLetters(point, false);
    for (const letter of letters) {
      const [left, right] = [rootsOf(f, letter, values, budget), rootsOf(g, letter, values, budget)];
      if (left.some((root) => !vanishesAt(g, letter, root, values, budget))) return false;
      if (right.some((root) => !vanishesAt(f, letter, root, values, budget))) return false;
      found += left.length + right.length;
    }
    if (letters.size === 1) break;
  }
  return found > 0;
}
