import type { Node } from '../parse/nodes.js';

/** 1 for ∞, −1 for −∞, 0 for anything else. */
export function infinitySign(node: Node): number {
  if (node.kind === 'negate') return -infinitySign(node.of) || 0;
  return node.kind === 'constant' && node.name === 'infinity' ? 1 : 0;
}
