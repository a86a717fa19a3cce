import { divideValues, multiplyValues } from '../evaluate/arithmetic.js';
import { Evaluator, radian } from '../evaluate/evaluate.js';
import { infinitySign } from '../evaluate/infinity-sign.js';
import { sampleLetters } from '../evaluate/sample-letters.js';
import { isExact, sizeOfValue, type Value } from '../evaluate/value.js';
import { integer } from '../numbers/rational.js';
import { UndefinedValue } from '../numbers/undefined-value.js';
import { someNode } from '../parse/children.js';
import type { Node } from '../parse/nodes.js';
import { sameRounded, sameValue } from './compare-values.js';
import type { Comparison } from './comparison.js';

/** Numbers without letters: exact, or rounded where one of them is written with a decimal point. */
export function compareNumbers(gold: Node, prediction: Node, comparison: Comparison): boolean {
  const [goldSign, predictionSign] = [infinitySign(gold), infinitySign(prediction)];
  if (goldSign !== 0 || predictionSign !== 0) return goldSign === predictionSign;
  if (gold.kind === 'number' && prediction.kind === 'number' && gold.base !== prediction.base) {
    return compareBases(gold, prediction);
  }
  if (gold.kind === 'ratio' && prediction.kind === 'ratio' && gold.parts.length > 2) {
    return compareRatios(gold.parts, prediction.parts, comparison);
  }
  const isRounded = [gold, prediction].some((node) =>
    someNode(node, (each) => each.kind === 'number' && each.decimal),
  );
  try {
    const evaluator = new Evaluator(sampleLetters(0, false), comparison.budget);
    const [left, right] = [evaluator.value(bare(gold)), evaluator.value(bare(prediction))];
    for (const [a, b] of readings(gold, left, prediction, right, comparison)) {
      if (sameValue(a, b, evaluator.scale)) return true;
      if (isRounded && sameRounded(a, b, comparison.precision, comparison.budget)) return true;
    }
    return false;
  } catch (error) {
    if (error instanceof UndefinedValue) return false;
    throw error;
  }
}

/** The number without its % or °. */
function bare(node: Node): Node {
  if (node.kind === 'percent' || node.kind === 'degrees') return node.of;
  if (node.kind !== 'negate') return node;
  const of = bare(node.of);
  return of === node.of ? node : { kind: 'negate', of };
}

/**
 * 28 % is 28 where the other one has no sign, and 0.28; 90° is 90 and π/2. Below 1 a number without a sign is a share, so
 * that 0.5 is not 0.5 %.
 */
function readings(
  gold: Node,
  left: Value,
  prediction: Node,
  right: Value,
  { budget }: Comparison,
): [Value, Value][] {
  const [goldMark, predictionMark] = [markOf(gold), markOf(prediction)];
  const asWritten: [Value, Value] = [left, right];
  if (goldMark === predictionMark) return [asWritten];
  const measured = (mark: Mark, value: Value): Value => {
    if (mark === 'percent') return divideValues(value, integer(100), budget);
    return mark === 'degrees' ? multiplyValues(value, radian, budget) : value;
  };
  const asMeasured: [Value, Value] = [measured(goldMark, left), measured(predictionMark, right)];
  const isShare = [goldMark, predictionMark].includes('percent') && isBelowOne(left);
  return isShare ? [asMeasured] : [asWritten, asMeasured];
}

/** |value| < 1 */
function isBelowOne(value: Value): boolean {
  if (isExact(value)) return -value.d < value.n && value.n < value.d;
  return sizeOfValue(value) <= 0;
}

type Mark = 'percent' | 'degrees' | undefined;

function markOf(node: Node): Mark {
  if (node.kind === 'negate') return markOf(node.of);
  return node.kind === 'percent' || node.kind === 'degrees' ? node.kind : undefined;
}

/** Digits with a base below them are the same digits, or the same value when both name their bases. */
function compareBases(gold: Node & { kind: 'number' }, prediction: Node & { kind: 'number' }): boolean {
  if (gold.base === undefined || prediction.base === undefined) {
    return gold.value.n === prediction.value.n && gold.value.d === prediction.value.d;
  }
  const value = valueInBase(gold.value.n, gold.base);
  return value !== undefined && value === valueInBase(prediction.value.n, prediction.base);
}

function valueInBase(digits: bigint, base: number): bigint | undefined {
  let value = 0n;
  for (const digit of digits.toString()) {
    if (Number(digit) >= base) return undefined;
    value = value * BigInt(base) + BigInt(digit);
  }
  return value;
}

/** 1 : 2 : 3 is 2 : 4 : 6. */
function compareRatios(gold: readonly Node[], prediction: readonly Node[], comparison: Comparison): boolean {
  return (
    gold.length === prediction.length &&
    gold
      .slice(1)
      .every((part, index) =>
        comparison.same(
          { kind: 'quotient', over: part, under: gold[0]! },
          { kind: 'quotient', over: prediction[index + 1]!, under: prediction[0]! },
        ),
      )
  );
}
