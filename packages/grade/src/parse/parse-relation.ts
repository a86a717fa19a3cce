import type { Grammar } from './grammar.js';
import type { Node, RelationOperator } from './nodes.js';
import { onlySymbols } from './only-symbols.js';

/** A set or a number, or a chain of relations between such: 0 < x ≤ 1. */
export function parseRelation(grammar: Grammar): Node {
  const { cursor } = grammar;
  skipAmpersands(grammar);
  // A line of a derivation that begins with its sign: = 5.
  while (cursor.accept('relation', '=', 'arrow', 'approx')) skipAmpersands(grammar);
  let operands: Node[] = [parseSets(grammar)];
  let operators: RelationOperator[] = [];
  for (;;) {
    skipAmpersands(grammar);
    const operator = cursor.accept('relation')?.value;
    if (operator === undefined) break;
    skipAmpersands(grammar);
    const right = parseSets(grammar);
    if (operator === 'arrow') {
      // What follows from a formula is the answer.
      operands = [right];
      operators = [];
    } else if (operator === 'approx') {
      const isName = operands.length === 1 && onlySymbols(operands[0]!);
      if (isName) {
        operands.push(right);
        operators.push('=');
      } else if (grammar.reading.approximately === 'right') operands[operands.length - 1] = right;
    } else {
      operands.push(right);
      operators.push(operator as RelationOperator);
    }
  }
  return operators.length === 0 ? operands[0]! : { kind: 'relation', operands, operators };
}

/** In aligned lines & marks where they align; in a matrix it parts the cells. */
function skipAmpersands({ cursor }: Grammar): void {
  while (cursor.is('ampersand') && !cursor.closes('matrix')) cursor.next();
}

/** Unions and differences, of which intersections are parts. */
function parseSets(grammar: Grammar): Node {
  const { cursor } = grammar;
  let left = parseIntersection(grammar);
  for (;;) {
    const operator = cursor.accept('set-operator', 'union', 'difference')?.value;
    if (operator === undefined) return left;
    grammar.cursor.chain();
    left = { kind: 'set-operation', operator: operator as 'union', left, right: parseIntersection(grammar) };
  }
}

function parseIntersection(grammar: Grammar): Node {
  let left = grammar.sum();
  while (grammar.cursor.accept('set-operator', 'intersection')) {
    grammar.cursor.chain();
    left = { kind: 'set-operation', operator: 'intersection', left, right: grammar.sum() };
  }
  return left;
}
