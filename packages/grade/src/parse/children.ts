import type { Node } from './nodes.js';

/** The nodes directly below one, in the order in which they were written. */
export function children(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'number':
    case 'symbol':
    case 'constant':
    case 'number-set':
      return [];
    case 'negate':
    case 'percent':
    case 'degrees':
      return [node.of];
    case 'plus-minus':
      return node.left === undefined ? [node.right] : [node.left, node.right];
    case 'sum':
      return node.terms;
    case 'product':
      return node.factors;
    case 'quotient':
      return [node.over, node.under];
    case 'ratio':
      return node.parts;
    case 'power':
      return [node.base, node.exponent];
    case 'call':
    case 'apply':
      return node.arguments;
    case 'series':
      return [...node.from, node.body];
    case 'matrix':
      return node.rows.flat();
    case 'tuple':
    case 'set':
      return node.items;
    case 'interval':
      return [node.low, node.high];
    case 'set-operation':
      return [node.left, node.right];
    case 'set-builder':
      return [node.variable, node.condition];
    case 'relation':
      return node.operands;
  }
}

/** Some node of the tree, the root among them, is as asked. */
export function someNode(node: Node, test: (node: Node) => boolean): boolean {
  return test(node) || children(node).some((child) => someNode(child, test));
}

/** The same node with each child replaced; the node itself when none changed. */
export function mapChildren(node: Node, change: (child: Node) => Node): Node {
  switch (node.kind) {
    case 'number':
    case 'symbol':
    case 'constant':
    case 'number-set':
      return node;
    case 'negate':
    case 'percent':
    case 'degrees':
      return { ...node, of: change(node.of) };
    case 'plus-minus':
      return {
        ...node,
        ...(node.left === undefined ? {} : { left: change(node.left) }),
        right: change(node.right),
      };
    case 'sum':
      return { ...node, terms: node.terms.map(change) };
    case 'product':
      return { ...node, factors: node.factors.map(change) };
    case 'quotient':
      return { ...node, over: change(node.over), under: change(node.under) };
    case 'ratio':
      return { ...node, parts: node.parts.map(change) };
    case 'power':
      return { ...node, base: change(node.base), exponent: change(node.exponent) };
    case 'call':
    case 'apply':
      return { ...node, arguments: node.arguments.map(change) };
    case 'series':
      return { ...node, from: node.from.map(change), body: change(node.body) };
    case 'matrix':
      return { ...node, rows: node.rows.map((row) => row.map(change)) };
    case 'tuple':
    case 'set':
      return { ...node, items: node.items.map(change) };
    case 'interval':
      return { ...node, low: change(node.low), high: change(node.high) };
    case 'set-operation':
      return { ...node, left: change(node.left), right: change(node.right) };
    case 'set-builder':
      return { ...node, variable: change(node.variable), condition: change(node.condition) };
    case 'relation':
      return { ...node, operands: node.operands.map(change) };
  }
}
