import type { Grammar } from './grammar.js';
import type { Node } from './nodes.js';
import { parseError } from './parse-error.js';
import { parseItems } from './parse-list.js';

/** \begin{name} … \end{name}, from after the name: a matrix, a determinant, or lines of formulas. */
export function parseEnvironment(name: string, grammar: Grammar): Node {
  const { cursor } = grammar;
  const rows: Node[][] = [[]];
  let pending: Node[] = [];
  const endCell = (): void => {
    if (pending.length === 1) rows.at(-1)!.push(pending[0]!);
    else if (pending.length > 1) rows.at(-1)!.push({ kind: 'set', items: pending, joiner: 'comma' });
    pending = [];
  };
  for (;;) {
    if (cursor.accept('ampersand')) endCell();
    else if (cursor.accept('separator', 'newline')) {
      endCell();
      if (rows.at(-1)!.length > 0) rows.push([]);
    } else if (cursor.is('command', 'end')) break;
    else if (cursor.is('end')) throw parseError(`\\end{${name}}`, 'the end');
    else pending = parseItems(grammar).items;
  }
  endCell();
  if (rows.at(-1)!.length === 0) rows.pop();
  if (cursor.next().environment !== name) throw parseError(`\\end{${name}}`, 'another \\end');
  const matrix: Node = { kind: 'matrix', rows };
  if (/matrix|array/.test(name)) {
    return /^[vV]/.test(name) ? { kind: 'call', name: 'det', arguments: [matrix] } : matrix;
  }
  const items = rows.map((row) => (row.length === 1 ? row[0]! : ({ kind: 'tuple', items: row } as const)));
  return items.length === 1 ? items[0]! : { kind: 'set', items, joiner: 'and' };
}
