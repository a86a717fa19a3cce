import type { Grammar } from './grammar.js';
import type { Node } from './nodes.js';
import { parseRun } from './parse-arithmetic.js';
import { parseItems } from './parse-list.js';

const severalArguments = new Set(['max', 'min', 'gcd', 'lcm']);

/** A named function: \sin^2 x, \log_2 8, \max(1, 2). \sin^{-1} is the inverse. */
export function parseFunction(grammar: Grammar): Node {
  const { cursor } = grammar;
  const name = cursor.expect('function').value;
  let base: Node | undefined;
  let power: Node | undefined;
  for (;;) {
    if (cursor.accept('operator', '_')) base = cursor.nested(() => parseBase(grammar));
    else if (cursor.accept('operator', '^')) power = cursor.nested(() => parseMark(grammar));
    else break;
  }
  const called = severalArguments.has(name)
    ? { kind: 'call' as const, name, arguments: parseBracketed(grammar) }
    : callOf(
        name,
        cursor.nested(() => parseArgument(grammar)),
        base,
      );
  if (power === undefined) return called;
  const isInverse = power.kind === 'negate' && power.of.kind === 'number' && power.of.value.n === 1n;
  if (isInverse && /^(sin|cos|tan|cot|sec|csc)h?$/.test(name)) {
    return { ...called, name: name.endsWith('h') ? `ar${name}` : `arc${name}` };
  }
  return { kind: 'power', base: called, exponent: power };
}

function callOf(name: string, argument: Node, base: Node | undefined): Node & { kind: 'call' } {
  return { kind: 'call', name, arguments: base === undefined ? [argument] : [argument, base] };
}

/** The base of a logarithm; of digits without braces only the first, as \log_28 is written for \log_2 8. */
function parseBase(grammar: Grammar): Node {
  const { cursor } = grammar;
  splitDigits(grammar);
  return cursor.is('open') ? cursor.nested(() => grammar.factor()) : parseMark(grammar);
}

/** One token or one group, with its sign. */
function parseMark(grammar: Grammar): Node {
  const { cursor } = grammar;
  if (cursor.accept('operator', '-')) return { kind: 'negate', of: cursor.nested(() => parseMark(grammar)) };
  if (cursor.is('number')) return cursor.next().number!;
  if (cursor.is('symbol') || cursor.is('constant')) {
    const { type, value } = cursor.next();
    return type === 'symbol' ? { kind: 'symbol', name: value } : { kind: 'constant', name: value as 'e' };
  }
  cursor.expect('open', '{');
  const inside = cursor.nested(() => grammar.sum(), '{');
  cursor.expect('close', '{');
  return inside;
}

function parseArgument(grammar: Grammar): Node {
  const { cursor } = grammar;
  if (cursor.is('open')) {
    const [only, ...more] = parseBracketed(grammar);
    return more.length === 0 ? only! : { kind: 'tuple', items: [only!, ...more] };
  }
  if (cursor.is('operator', '-')) {
    cursor.next();
    return { kind: 'negate', of: parseRun(grammar, true) };
  }
  return parseRun(grammar, true);
}

function parseBracketed(grammar: Grammar): Node[] {
  const { cursor } = grammar;
  const { value } = cursor.expect('open');
  const { items } = cursor.nested(() => parseItems(grammar), value);
  cursor.expect('close', value);
  return items;
}

/** Leaves the first digit of a number as a token of its own. */
export function splitDigits({ cursor }: Grammar): void {
  const token = cursor.peek();
  if (token.type !== 'number' || !/^\d{2,}$/.test(token.value)) return;
  cursor.replace(
    [token.value.slice(0, 1), token.value.slice(1)].map((digits, index) => ({
      ...token,
      value: digits,
      spaced: index === 0 && token.spaced,
      number: { kind: 'number', value: { n: BigInt(digits), d: 1n }, decimal: false },
    })),
  );
}
