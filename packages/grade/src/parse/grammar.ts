import type { Budget } from '../budget.js';
import type { Cursor } from './cursor.js';
import type { Node } from './nodes.js';
import type { Reading } from './tokenize.js';

/** The rules that rules in other files call; they meet here so that files do not import each other in a circle. */
export interface Grammar {
  readonly cursor: Cursor;
  readonly reading: Reading;
  readonly budget: Budget;
  /** Terms with + and −, without commas and relations. */
  sum(): Node;
  /** One factor with its powers. */
  factor(): Node;
  /** One number, letter, bracket or command, without powers. */
  atom(): Node;
  /** Factors written side by side and with multiplication signs. */
  product(): Node;
}
