import { lettersOf } from '../evaluate/evaluate.js';
import { mapChildren } from '../parse/children.js';
import type { Node } from '../parse/nodes.js';

/** With more letters than this only the order in which they appear is tried. */
const maximumPermuted = 3;

/**
 * The prediction with its letters named as in the gold answer, in every way, where both have as many: f(y) as f(x). The
 * letters in the order in which they appear come first.
 */
export function renamings(gold: Node, prediction: Node): Node[] {
  const [names, others] = [[...lettersOf(gold)], [...lettersOf(prediction)]];
  if (names.length !== others.length || names.length === 0) return [prediction];
  const orders = names.length <= maximumPermuted ? permutations(names) : [names];
  return orders.map((order) =>
    renamed(prediction, new Map(others.map((name, index) => [name, order[index]!]))),
  );
}

function permutations(names: readonly string[]): string[][] {
  if (names.length <= 1) return [[...names]];
  return names.flatMap((name, index) =>
    permutations(names.toSpliced(index, 1)).map((rest) => [name, ...rest]),
  );
}

function renamed(node: Node, names: ReadonlyMap<string, string>): Node {
  if (node.kind === 'symbol') return { ...node, name: names.get(node.name) ?? node.name };
  return mapChildren(node, (child) => renamed(child, names));
}
