import type { NodeOf } from './nodes.js';

export type TokenType =
  | 'number'
  /** A letter, a Greek letter or a word in a text command. */
  | 'symbol'
  | 'constant'
  | 'function'
  /** + - * / : mod pm mp ! ^ _ ' */
  | 'operator'
  /** = < in … and `approx` and `arrow`, which say how to go on rather than what is so. */
  | 'relation'
  | 'set-operator'
  /** ( [ { \{ and names such as langle; `close` holds the same names, so that a pair has one value. */
  | 'open'
  | 'close'
  | 'bar'
  | 'mid'
  /** , ; and or newline */
  | 'separator'
  | 'ampersand'
  | 'percent'
  | 'degree'
  /** `value` is its name in `NumberSet`. */
  | 'number-set'
  /** A LaTeX command that takes arguments, or begins or ends an environment; `value` is its name. */
  | 'command'
  | 'end';

export interface Token {
  type: TokenType;
  value: string;
  /** White space stood before it. */
  spaced: boolean;
  /** \quad or more stood before it: it begins something else. */
  wide: boolean;
  number?: NodeOf<'number'>;
  /** Name of the environment that `begin` or `end` stands for. */
  environment?: string;
  /** Letters of a text command or of prose. */
  text?: true;
}
