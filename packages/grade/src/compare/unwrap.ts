import type { Node, NodeOf } from '../parse/nodes.js';
import { onlySymbols } from '../parse/only-symbols.js';

/** A chain of = or ∈ alone. x ∈ S is read as x = S. */
export function isEquation(node: Node): node is NodeOf<'relation'> {
  return (
    node.kind === 'relation' && node.operators.every((operator) => operator === '=' || operator === 'in')
  );
}

/** An equation that gives a value to something named by letters: x = 1, f(x) = 2x, AB = 5, (p, q) = (1, 2). */
export function isAssignment(node: Node): node is NodeOf<'relation'> {
  return isEquation(node) && onlySymbols(node.operands[0]!);
}

/** Of an assignment with steps, the name and the last value: z = 1 + 1 = 2 is z = 2. */
function shortened(node: Node): Node {
  if (!isAssignment(node) || node.operands.length === 2) return node;
  return { kind: 'relation', operands: [node.operands[0]!, node.operands.at(-1)!], operators: ['='] };
}

/**
 * Takes the name off where only one side has one. The gold answer sets the form: where it is no equation, the right side
 * of any equation counts (9 = 189 for 189); where it is an assignment, its value alone will do; a gold equation such as
 * a + 3z = 0 is not answered by 0.
 */
export function unwrapped(gold: Node, prediction: Node): [Node, Node] {
  if (isEquation(prediction) && !isEquation(gold)) return [gold, prediction.operands.at(-1)!];
  if (isAssignment(gold) && !isEquation(prediction)) return [gold.operands.at(-1)!, prediction];
  return [shortened(gold), shortened(prediction)];
}
