import type { Grammar } from './grammar.js';
import type { Node } from './nodes.js';
import { ParseError } from './parse-error.js';
import { startsFactor } from './starts-factor.js';
import { isUnit } from './unit-node.js';

/** Terms with signs: a + b − c ± d. */
export function parseSum(grammar: Grammar): Node {
  const { cursor } = grammar;
  let terms: Node[] = [grammar.product()];
  for (;;) {
    const sign = cursor.accept('operator', '+', '-', 'pm', 'mp')?.value;
    if (sign === undefined) break;
    const right = grammar.product();
    if (sign === '+') terms.push(right);
    else if (sign === '-') terms.push({ kind: 'negate', of: right });
    else {
      cursor.chain();
      terms = [{ kind: 'plus-minus', left: sumOf(terms), right, opposite: sign === 'mp' }];
    }
  }
  return sumOf(terms);
}

function sumOf(terms: Node[]): Node {
  return terms.length === 1 ? terms[0]! : { kind: 'sum', terms };
}

/**
 * Factors with multiplication and division signs. What is written side by side binds tighter: 1/2x is 1/(2x).
 */
export function parseProduct(grammar: Grammar): Node {
  const { cursor } = grammar;
  let node = parseSigned(grammar);
  for (;;) {
    // In { x : x > 1 } a colon is no division.
    if (cursor.is('operator', ':') && cursor.closes('\\{')) return node;
    const sign = cursor.accept('operator', '*', '/', ':', 'mod')?.value;
    if (sign === undefined) return node;
    if (sign !== '*') cursor.chain();
    const right = parseSigned(grammar);
    if (isUnit(right) && !isUnit(node)) continue;
    if (sign === '*') {
      node = { kind: 'product', factors: node.kind === 'product' ? [...node.factors, right] : [node, right] };
    } else if (sign === '/') node = { kind: 'quotient', over: node, under: right };
    else if (sign === ':') node = ratioOf(node, right);
    else node = { kind: 'call', name: 'mod', arguments: [node, right] };
  }
}

function ratioOf(left: Node, right: Node): Node {
  return { kind: 'ratio', parts: left.kind === 'ratio' ? [...left.parts, right] : [left, right] };
}

function parseSigned(grammar: Grammar): Node {
  const { cursor } = grammar;
  const sign = cursor.accept('operator', '+', '-', 'pm', 'mp')?.value;
  if (sign === undefined) return parseRun(grammar);
  const of = cursor.nested(() => parseSigned(grammar));
  if (sign === '+') return of;
  return sign === '-' ? { kind: 'negate', of } : { kind: 'plus-minus', right: of, opposite: sign === 'mp' };
}

/**
 * Factors side by side, up to a function where one's argument ends: sin x cos y. Mixed numbers are sums. Units after a
 * factor are left out.
 */
export function parseRun(grammar: Grammar, stopAtFunctions = false): Node {
  const { cursor } = grammar;
  const factors: Node[] = [];
  for (;;) {
    const begin = cursor.mark();
    const factor = grammar.factor();
    const last = factors.at(-1);
    if (last === undefined) factors.push(factor);
    else if (isUnit(factor)) addUnit(factors, factor);
    else if (isMixed(last, factor, cursor.mark() - begin)) {
      const whole = factor.kind === 'number' ? parseFraction(grammar, factor) : factor;
      factors[factors.length - 1] = { kind: 'sum', terms: [last, whole] };
    } else if (last.kind === 'number' && factor.kind === 'number') {
      throw new ParseError('two numbers without a sign between them');
    } else factors.push(factor);
    while (cursor.accept('percent')) {
      cursor.chain();
      factors.splice(0, factors.length, { kind: 'percent', of: productOf(factors) });
    }
    if (!startsFactor(cursor)) break;
    if (stopAtFunctions && cursor.is('function')) break;
  }
  return productOf(factors);

  /** 2 1/2 without a command: the fraction's tokens follow. */
  function isMixed(last: Node, factor: Node, tokens: number): boolean {
    if (last.kind !== 'number' || last.decimal || last.value.d !== 1n) return false;
    if (factor.kind === 'number' && tokens === 1) {
      return cursor.is('operator', '/') && cursor.peek(1).type === 'number' && factor.value.d === 1n;
    }
    return factor.kind === 'quotient' && isWhole(factor.over) && isWhole(factor.under);
  }
}

function parseFraction({ cursor }: Grammar, over: Node): Node {
  cursor.expect('operator', '/');
  return { kind: 'quotient', over, under: cursor.expect('number').number! };
}

function isWhole(node: Node): boolean {
  return node.kind === 'number' && node.value.d === 1n;
}

function productOf(factors: Node[]): Node {
  return factors.length === 1 ? factors[0]! : { kind: 'product', factors };
}

/** Prose after prose is one text: \text{no} \text{solution}. Prose after anything else is a unit. */
function addUnit(factors: Node[], unit: Node): void {
  const last = factors.at(-1)!;
  if (last.kind === 'symbol' && last.text && unit.kind === 'symbol') {
    factors[factors.length - 1] = { ...last, name: last.name + unit.name };
  }
}
