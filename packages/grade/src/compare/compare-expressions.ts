import { Evaluator } from '../evaluate/evaluate.js';
import { sampleLetters, samplePoints } from '../evaluate/sample-letters.js';
import type { Value } from '../evaluate/value.js';
import { UndefinedValue } from '../numbers/undefined-value.js';
import { someNode } from '../parse/children.js';
import type { Node } from '../parse/nodes.js';
import { isNearlyReal, sameValue } from './compare-values.js';
import type { Comparison } from './comparison.js';

/**
 * Expressions with letters: equal when their values agree at sample points, to 60 digits, or exactly where they are
 * fractions (Schwartz 1980: a false agreement of polynomials at random points is as good as impossible).
 *
 * Letters are real. Points where only one side has a real value say nothing; when there are none where both have, complex
 * values decide.
 */
export function compareExpressions(gold: Node, prediction: Node, { budget }: Comparison): boolean {
  const isComplex = [gold, prediction].some((node) =>
    someNode(node, (each) => each.kind === 'constant' && each.name === 'i'),
  );
  const isWhole = [gold, prediction].some((node) => someNode(node, needsWholeNumbers));
  let agreements = 0;
  let complexAgreements = 0;
  for (let point = 0; point < samplePoints; point++) {
    const evaluator = new Evaluator(sampleLetters(point, isWhole), budget);
    const [left, right] = [valueOrUndefined(gold, evaluator), valueOrUndefined(prediction, evaluator)];
    if (left === undefined || right === undefined) continue;
    const real = [left, right].filter((value) => isNearlyReal(value, evaluator.scale)).length;
    const isSame = sameValue(left, right, evaluator.scale);
    if (!isComplex && real === 1) continue;
    if (real === 2 || isComplex) {
      if (!isSame) return false;
      agreements += 1;
    } else if (isSame) complexAgreements += 1;
    else complexAgreements = Number.NEGATIVE_INFINITY;
  }
  return agreements >= 2 || (agreements === 0 && complexAgreements >= 2);
}

function valueOrUndefined(node: Node, evaluator: Evaluator): Value | undefined {
  try {
    return evaluator.value(node);
  } catch (error) {
    if (error instanceof UndefinedValue) return undefined;
    throw error;
  }
}

/** Factorials and binomial coefficients of letters, and letters as powers of negative numbers. */
function needsWholeNumbers(node: Node): boolean {
  const hasLetters = (below: Node): boolean => someNode(below, ({ kind }) => kind === 'symbol');
  if (node.kind === 'call' && ['factorial', 'binomial', 'gcd', 'lcm'].includes(node.name))
    return hasLetters(node);
  if (node.kind === 'series') return true;
  return (
    node.kind === 'power' && hasLetters(node.exponent) && someNode(node.base, ({ kind }) => kind === 'negate')
  );
}
