import { children } from './children.js';
import type { Node } from './nodes.js';

/** Letters and no number: what can be given a value, such as x, f(x), AB, |AB|, A/B or (p, q). */
export function onlySymbols(node: Node): boolean {
  if (node.kind === 'symbol' || node.kind === 'constant') return true;
  if (['number', 'relation', 'number-set', 'series'].includes(node.kind)) return false;
  const below = children(node);
  return below.length > 0 && below.every(onlySymbols);
}
