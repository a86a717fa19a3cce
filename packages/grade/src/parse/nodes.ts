import type { Rational } from '../numbers/rational.js';

export type RelationOperator = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in' | 'subset';

export type SetOperator = 'union' | 'intersection' | 'difference';

/** Known number sets. */
export type NumberSet = 'naturals' | 'integers' | 'rationals' | 'reals' | 'complexes';

/** How the items of a list without braces were joined: commas and "and" read the same, except between inequalities. */
export type Joiner = 'braces' | 'comma' | 'and' | 'or';

/** What an answer says, as it was written: nothing is evaluated or reordered. */
export type Node =
  /** `decimal`: written with a decimal point. `base`: with a subscript, as in 1011_2. */
  | { kind: 'number'; value: Rational; decimal: boolean; base?: number }
  /** Letters, in lower case; `text` when they stood in a text command or are prose. */
  | { kind: 'symbol'; name: string; text?: true }
  | { kind: 'constant'; name: 'pi' | 'e' | 'i' | 'infinity' }
  | { kind: 'negate'; of: Node }
  /** left ± right, or ±right; `opposite` for ∓. */
  | { kind: 'plus-minus'; left?: Node; right: Node; opposite: boolean }
  | { kind: 'sum'; terms: Node[] }
  | { kind: 'product'; factors: Node[] }
  | { kind: 'quotient'; over: Node; under: Node }
  | { kind: 'ratio'; parts: Node[] }
  | { kind: 'power'; base: Node; exponent: Node }
  /** A function that has a value, such as sin. */
  | { kind: 'call'; name: string; arguments: Node[] }
  /** A function that only has a name, such as f. */
  | { kind: 'apply'; name: string; arguments: Node[] }
  | { kind: 'percent'; of: Node }
  | { kind: 'degrees'; of: Node }
  /** Sum, product, integral or limit of `body`, in which `index` is bound. */
  | { kind: 'series'; operator: string; index: string | undefined; from: Node[]; body: Node }
  | { kind: 'matrix'; rows: Node[][] }
  | { kind: 'tuple'; items: Node[] }
  | { kind: 'set'; items: Node[]; joiner: Joiner }
  | { kind: 'interval'; low: Node; high: Node; lowClosed: boolean; highClosed: boolean }
  | { kind: 'number-set'; name: NumberSet }
  | { kind: 'set-operation'; operator: SetOperator; left: Node; right: Node }
  /** { variable : condition } */
  | { kind: 'set-builder'; variable: Node; condition: Node }
  /** A chain: operands[0] operators[0] operands[1] operators[1] … */
  | { kind: 'relation'; operands: Node[]; operators: RelationOperator[] };

export type NodeOf<Kind extends Node['kind']> = Extract<Node, { kind: Kind }>;
