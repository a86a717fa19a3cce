import type { Node } from './nodes.js';

/** { x ∈ S : condition }: that x is in S joins the condition, unless S are the reals, which are meant anyway. */
export function setBuilder(items: Node[], condition: Node): Node {
  const head: Node = items.length === 1 ? items[0]! : { kind: 'tuple', items };
  if (head.kind !== 'relation') return { kind: 'set-builder', variable: head, condition };
  const variable = head.operands[0]!;
  const range = head.operands[1];
  if (range?.kind === 'number-set' && range.name === 'reals') {
    return { kind: 'set-builder', variable, condition };
  }
  return {
    kind: 'set-builder',
    variable,
    condition: { kind: 'set', items: [head, condition], joiner: 'and' },
  };
}
