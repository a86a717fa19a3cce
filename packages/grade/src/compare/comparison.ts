import type { Budget } from '../budget.js';
import type { Node } from '../parse/nodes.js';

/** How two answers are compared, and the comparison itself, which the rules for parts of answers call. */
export interface Comparison {
  /** Decimal places to which decimal numbers are rounded. */
  readonly precision: number;
  readonly strict: boolean;
  readonly allowSetRelation: boolean;
  readonly budget: Budget;
  /** Not symmetric: see `compareAnswers`. */
  same(gold: Node, prediction: Node): boolean;
}
