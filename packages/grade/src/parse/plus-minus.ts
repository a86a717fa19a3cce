import { LimitError } from '../budget.js';
import { mapChildren, someNode } from './children.js';
import type { Node } from './nodes.js';

/**
 * Each item with ± stands for both of its values. Several ± in one item are independent, unless there is a ∓, which goes
 * against them.
 */
export function withoutPlusMinus(node: Node): Node {
  if (!someNode(node, ({ kind }) => kind === 'plus-minus')) return node;
  const variants = expanded(node);
  return variants.length === 1 ? variants[0]! : { kind: 'set', items: variants, joiner: 'comma' };
}

function expanded(node: Node): Node[] {
  if (node.kind === 'set') return [{ ...node, items: node.items.flatMap(expanded) }];
  const signs = signsOf(node);
  if (signs.length === 0) return [node];
  if (signs.length > 4) throw new LimitError('too many ± signs');
  const linked = signs.some((opposite) => opposite);
  return Array.from({ length: linked ? 2 : 2 ** signs.length }, (_, variant) => {
    let position = 0;
    const choose = (opposite: boolean): boolean => {
      const bit = linked ? variant === 1 : ((variant >> position) & 1) === 1;
      position += 1;
      return bit !== opposite;
    };
    return chosen(node, choose);
  });
}

function signsOf(node: Node): boolean[] {
  const signs: boolean[] = [];
  someNode(node, (each) => {
    if (each.kind === 'plus-minus') signs.push(each.opposite);
    return false;
  });
  return signs;
}

/** Replaces each ± by + or −; `isMinus` is asked once a sign, outer ones first. */
function chosen(node: Node, isMinus: (opposite: boolean) => boolean): Node {
  if (node.kind !== 'plus-minus') return mapChildren(node, (child) => chosen(child, isMinus));
  const minus = isMinus(node.opposite);
  const right = chosen(node.right, isMinus);
  const signed: Node = minus ? { kind: 'negate', of: right } : right;
  return node.left === undefined ? signed : { kind: 'sum', terms: [chosen(node.left, isMinus), signed] };
}
