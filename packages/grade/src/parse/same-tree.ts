import { children } from './children.js';
import type { Node } from './nodes.js';

/** Written alike, spaces aside: the same nodes in the same places. */
export function sameTree(a: Node, b: Node): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind || label(a) !== label(b)) return false;
  const [left, right] = [children(a), children(b)];
  return left.length === right.length && left.every((child, index) => sameTree(child, right[index]!));
}

/** What a node says beside its children. */
function label(node: Node): string {
  switch (node.kind) {
    case 'number':
      return `${node.value.n}/${node.value.d}_${node.base ?? ''}`;
    case 'symbol':
    case 'constant':
    case 'number-set':
    case 'call':
    case 'apply':
      return node.name;
    case 'series':
      return `${node.operator} ${node.index ?? ''}`;
    case 'interval':
      return `${node.lowClosed} ${node.highClosed}`;
    case 'set':
      return node.joiner;
    case 'set-operation':
      return node.operator;
    case 'relation':
      return node.operators.join();
    case 'matrix':
      return node.rows.map((row) => row.length).join();
    default:
      return '';
  }
}
