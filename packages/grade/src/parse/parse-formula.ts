import type { Budget } from '../budget.js';
import { Cursor } from './cursor.js';
import type { Grammar } from './grammar.js';
import type { Node } from './nodes.js';
import { parseProduct, parseSum } from './parse-arithmetic.js';
import { parseAtom } from './parse-atom.js';
import { parseFactor } from './parse-factor.js';
import { listOf, parseItems } from './parse-list.js';
import { withoutPlusMinus } from './plus-minus.js';
import { type Reading, tokenize } from './tokenize.js';

/**
 * Reads a whole formula, LaTeX or plain.
 *
 * @throws {ParseError} when it is none
 * @throws {LimitError} when it is too long or too deep
 */
export function parseFormula(formula: string, reading: Reading, budget: Budget): Node {
  const cursor = new Cursor(tokenize(formula, reading, budget), budget);
  const grammar: Grammar = {
    cursor,
    reading,
    budget,
    sum: () => parseSum(grammar),
    product: () => parseProduct(grammar),
    factor: () => parseFactor(grammar),
    atom: () => parseAtom(grammar),
  };
  const list = listOf(parseItems(grammar));
  cursor.expect('end');
  return withoutPlusMinus(list);
}
