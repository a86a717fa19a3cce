import { LimitError } from '../budget.js';
import type { Grammar } from './grammar.js';
import type { Joiner, Node } from './nodes.js';
import { onlySymbols } from './only-symbols.js';
import { parseRelation } from './parse-relation.js';

export interface Items {
  items: Node[];
  joiner: Joiner;
}

/** Lists longer than this are not compared. */
const maximumItems = 400;

/**
 * Items between commas, semicolons, "and", "or", line breaks and wide spaces. Of 1, 2; 3, 4 the semicolons part pairs.
 * What follows x = 1 without a relation of its own belongs to it: x = 1, 2, 3.
 */
export function parseItems(grammar: Grammar): Items {
  const { cursor } = grammar;
  let joiner: Joiner = 'comma';
  const groups: Node[][] = [[]];
  const takeSeparators = (): boolean => {
    const begin = cursor.mark();
    for (;;) {
      if (cursor.is('separator', 'newline') && cursor.closes('matrix')) break;
      const separator = cursor.accept('separator');
      if (!separator) break;
      if (separator.value === 'or') joiner = 'or';
      if (separator.value === 'and' && joiner === 'comma') joiner = 'and';
      if (separator.value === ';' && groups.at(-1)!.length > 0) groups.push([]);
    }
    return cursor.mark() > begin;
  };
  takeSeparators();
  for (let count = 0; ; count++) {
    if (count >= maximumItems) throw new LimitError('a list has too many items');
    addItem(groups.at(-1)!, parseRelation(grammar));
    const more = takeSeparators() || cursor.peek().wide;
    if (!more || endsList(grammar)) break;
  }
  if (groups.at(-1)!.length === 0) groups.pop();
  const arePairs = groups.length > 1 && groups.some((group) => group.length > 1);
  const items = arePairs
    ? groups.map((group): Node => (group.length === 1 ? group[0]! : { kind: 'tuple', items: group }))
    : groups.flat();
  return { items, joiner };
}

function endsList({ cursor }: Grammar): boolean {
  const { type, value } = cursor.peek();
  return (
    type === 'end' ||
    type === 'mid' ||
    type === 'ampersand' ||
    (type === 'command' && value === 'end') ||
    (type === 'separator' && value === 'newline') ||
    // Not ]1, 2[ after a comma: [0, 1], ]1, 2[
    (type === 'close' && !(value === '[' && !cursor.closes('[') && !cursor.closes('(')))
  );
}

function addItem(items: Node[], item: Node): void {
  const last = items.at(-1);
  const isAssigned =
    last?.kind === 'relation' &&
    last.operators.every((operator) => operator === '=') &&
    onlySymbols(last.operands[0]!);
  if (!isAssigned || ['relation', 'set'].includes(item.kind)) {
    items.push(item);
    return;
  }
  const value = last.operands.at(-1)!;
  const values = value.kind === 'set' && value.joiner === 'comma' ? value.items : [value];
  items[items.length - 1] = {
    ...last,
    operands: [...last.operands.slice(0, -1), { kind: 'set', items: [...values, item], joiner: 'comma' }],
  };
}

/** One item is itself; several are a set in the order in which they were written. */
export function listOf({ items, joiner }: Items): Node {
  return items.length === 1 ? items[0]! : { kind: 'set', items, joiner };
}
