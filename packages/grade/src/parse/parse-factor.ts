import type { Grammar } from './grammar.js';
import type { Node } from './nodes.js';
import { parseAtom } from './parse-atom.js';
import { parseItems } from './parse-list.js';

/** Letters that name functions when a bracket follows; other letters are multiplied with it. */
const functionLetters = new Set(['f', 'g', 'h', 'phi', 'psi']);

/** An atom with what is written after and above it: x_1^2, n!, f'(x), 90°. */
export function parseFactor(grammar: Grammar): Node {
  const { cursor } = grammar;
  let node = parseAtom(grammar);
  for (;;) {
    if (cursor.accept('operator', '^')) node = raised(node, grammar);
    else if (cursor.accept('operator', '_')) node = withSubscript(node, subscript(grammar));
    else if (cursor.accept('operator', "'")) node = renamed(node, "'");
    else if (cursor.accept('operator', '!')) node = { kind: 'call', name: 'factorial', arguments: [node] };
    else if (cursor.accept('degree')) node = { kind: 'degrees', of: node };
    else if (cursor.is('open', '(') && namesFunction(node)) {
      node = { kind: 'apply', name: functionLabel(node), arguments: parseArguments(grammar) };
    } else return node;
    cursor.chain();
  }
}

/** With an exponent; ° and ' raised are marks of their own, also in braces. */
function raised(base: Node, grammar: Grammar): Node {
  const { cursor } = grammar;
  const inBraces = cursor.is('open', '{') && cursor.peek(2).type === 'close';
  const { type, value } = cursor.peek(inBraces ? 1 : 0);
  const isMark = type === 'degree' || (type === 'operator' && (value === "'" || value === '*'));
  if (!isMark) return { kind: 'power', base, exponent: parseExponent(grammar) };
  for (let token = 0; token < (inBraces ? 3 : 1); token++) cursor.next();
  return type === 'degree' ? { kind: 'degrees', of: base } : renamed(base, value);
}

function parseExponent(grammar: Grammar): Node {
  const { cursor } = grammar;
  if (cursor.accept('operator', '-'))
    return { kind: 'negate', of: cursor.nested(() => parseExponent(grammar)) };
  cursor.accept('operator', '+');
  const atom = cursor.nested(() => parseAtom(grammar));
  // 2^3^2 is a tower, read from the top.
  return cursor.is('operator', '^') ? cursor.nested(() => tower(atom, grammar)) : atom;
}

function tower(base: Node, grammar: Grammar): Node {
  grammar.cursor.next();
  return raised(base, grammar);
}

/** What stands below, as a name: the tokens as they were written, without spaces. */
function subscript({ cursor }: Grammar): string {
  if (!cursor.accept('open', '{')) return cursor.next().value;
  let name = '';
  for (let depth = 1; !cursor.is('end'); ) {
    const token = cursor.next();
    if (token.type === 'open') depth += 1;
    if (token.type === 'close') depth -= 1;
    if (depth === 0) break;
    name += token.type === 'command' || token.type === 'close' ? `<${token.value}>` : token.value;
  }
  return name;
}

function withSubscript(node: Node, below: string): Node {
  if (node.kind === 'power') return { ...node, base: withSubscript(node.base, below) };
  if (node.kind === 'number') {
    const base = /^\d{1,2}$/.test(below) ? Number(below) : 0;
    return base >= 2 && base <= 36 ? { ...node, base } : node;
  }
  return renamed(node, `_${below.toLowerCase()}`);
}

function renamed(node: Node, suffix: string): Node {
  if (node.kind === 'symbol' || node.kind === 'constant') return { kind: 'symbol', name: node.name + suffix };
  if (node.kind === 'apply') return { ...node, name: node.name + suffix };
  return node;
}

function namesFunction(node: Node): boolean {
  if (node.kind === 'power') return isInverse(node) && namesFunction(node.base);
  return node.kind === 'symbol' && !node.text && functionLetters.has(node.name.replace(/[_'].*$/, ''));
}

function isInverse({ exponent }: { exponent: Node }): boolean {
  return exponent.kind === 'negate' && exponent.of.kind === 'number' && exponent.of.value.n === 1n;
}

function functionLabel(node: Node): string {
  if (node.kind === 'power') return `${functionLabel(node.base)}^-1`;
  return node.kind === 'symbol' ? node.name : '';
}

function parseArguments(grammar: Grammar): Node[] {
  const { cursor } = grammar;
  cursor.expect('open', '(');
  const { items } = cursor.nested(() => parseItems(grammar), '(');
  cursor.expect('close', '(');
  return items;
}
