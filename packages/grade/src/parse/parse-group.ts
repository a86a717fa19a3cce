import { constantOrder } from '../evaluate/constant-order.js';
import type { Grammar } from './grammar.js';
import type { Node } from './nodes.js';
import { parseError } from './parse-error.js';
import { listOf, parseItems } from './parse-list.js';
import { setBuilder } from './set-builder.js';

/** What a bracket holds: a group, an interval, a tuple or a set. */
export function parseGroup(grammar: Grammar): Node {
  const { cursor } = grammar;
  const { value } = cursor.expect('open');
  // {} sets a place in LaTeX and holds nothing.
  if (value === '{' && cursor.accept('close', '{')) return cursor.nested(() => grammar.factor());
  if (value === '\\{' && cursor.accept('close', '\\{')) return { kind: 'set', items: [], joiner: 'braces' };
  const list = cursor.nested(() => parseItems(grammar), value);
  const { items } = list;
  switch (value) {
    case '(':
    case '[':
      return closeRound(value, items, grammar);
    case '{': {
      const node = parseChoose(listOf(list), grammar);
      cursor.expect('close', '{');
      return node;
    }
    case '\\{':
      return closeSet(items, grammar);
    case 'floor':
    case 'ceil':
      cursor.expect('close', value);
      return { kind: 'call', name: value, arguments: [listOf(list)] };
    default:
      cursor.expect('close', value);
      return { kind: 'tuple', items };
  }
}

/**
 * (a, b), [a, b) and the like are intervals where a < b can be; (2, 1) can only be a pair. More items are a tuple, one in
 * equal brackets a group.
 */
function closeRound(open: '(' | '[', items: Node[], { cursor, budget }: Grammar): Node {
  const close = cursor.expect('close', '(', '[').value as '(' | '[';
  const [low, high] = items;
  if (items.length === 1 && open === close) {
    // A list in brackets is a list: ((1, 2), (3, 4)) was two items.
    return low!;
  }
  if (items.length === 2) {
    const interval = {
      kind: 'interval',
      low: low!,
      high: high!,
      lowClosed: open === '[',
      highClosed: close === '[',
    } as const;
    const order = constantOrder(low!, high!, budget);
    const isEmpty =
      order !== undefined && (order > 0 || (order === 0 && !interval.lowClosed && !interval.highClosed));
    return isEmpty || !canBound(low!) || !canBound(high!) ? { kind: 'tuple', items } : interval;
  }
  if (open !== close) throw parseError('an interval', `${items.length} items`);
  return { kind: 'tuple', items };
}

/** A number can be the end of an interval, a pair or a relation cannot. */
function canBound({ kind }: Node): boolean {
  return !['interval', 'tuple', 'set', 'relation', 'matrix', 'set-operation'].includes(kind);
}

/** {n \choose k}, {a \over b} */
function parseChoose(left: Node, grammar: Grammar): Node {
  const command = grammar.cursor.accept('command', 'choose', 'over')?.value;
  if (command === undefined) return left;
  const right = grammar.sum();
  return command === 'over'
    ? { kind: 'quotient', over: left, under: right }
    : { kind: 'call', name: 'binomial', arguments: [left, right] };
}

function closeSet(items: Node[], grammar: Grammar): Node {
  const { cursor } = grammar;
  if (cursor.accept('mid') || cursor.accept('bar', '|') || cursor.accept('operator', ':')) {
    const condition = listOf(cursor.nested(() => parseItems(grammar), '\\{'));
    cursor.expect('close', '\\{');
    return setBuilder(items, condition);
  }
  cursor.expect('close', '\\{');
  return { kind: 'set', items, joiner: 'braces' };
}

/** |x|, ‖v‖ */
export function parseBars(grammar: Grammar): Node {
  const { cursor } = grammar;
  const { value } = cursor.expect('bar');
  const of = cursor.nested(() => listOf(parseItems(grammar)), value);
  cursor.expect('bar', value);
  return { kind: 'call', name: of.kind === 'matrix' && value === '|' ? 'det' : 'abs', arguments: [of] };
}

/** ]a, b[ as written in France. */
export function parseReversedInterval(grammar: Grammar): Node {
  const { cursor } = grammar;
  cursor.expect('close', '[');
  const { items } = cursor.nested(() => parseItems(grammar), 'reversed');
  const [low, high] = items;
  if (items.length !== 2) throw parseError('two ends of an interval', `${items.length}`);
  if (cursor.accept('open', '['))
    return { kind: 'interval', low: low!, high: high!, lowClosed: false, highClosed: false };
  cursor.expect('close', '[');
  return { kind: 'interval', low: low!, high: high!, lowClosed: false, highClosed: true };
}
