import type { Node } from './nodes.js';

/** Made of text alone, as m/s² in 5 m/s². */
export function isUnit(node: Node): boolean {
  switch (node.kind) {
    case 'symbol':
      return node.text === true;
    case 'power':
      return isUnit(node.base);
    case 'product':
      return node.factors.every(isUnit);
    case 'quotient':
      return isUnit(node.over) && isUnit(node.under);
    default:
      return false;
  }
}
