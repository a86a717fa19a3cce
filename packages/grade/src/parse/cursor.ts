import { type Budget, LimitError } from '../budget.js';
import { ParseError } from './parse-error.js';
import type { Token, TokenType } from './token.js';

/** Brackets deeper than this are not read; nobody writes an answer that way. */
const maximumDepth = 100;
/** Signs that take all that stands before them as one operand: a/b/c, x!!, A ∪ B ∪ C. */
const maximumChained = 300;

/** Where the parser stands in the tokens, and inside what. */
export class Cursor {
  readonly #tokens: Token[];
  readonly #budget: Budget;
  #at = 0;
  #depth = 0;
  #chained = 0;
  /** The innermost bracket that is open at each depth: inside |…| the next bar closes. */
  readonly #closing: string[] = [];

  constructor(tokens: readonly Token[], budget: Budget) {
    this.#tokens = [...tokens];
    this.#budget = budget;
  }

  peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)]!;
  }

  is(type: TokenType, ...values: string[]): boolean {
    const token = this.peek();
    return token.type === type && (values.length === 0 || values.includes(token.value));
  }

  next(): Token {
    this.#budget.spend(0.2);
    const token = this.peek();
    this.#at += 1;
    return token;
  }

  /** Takes the token if it is such a one. */
  accept(type: TokenType, ...values: string[]): Token | undefined {
    return this.is(type, ...values) ? this.next() : undefined;
  }

  expect(type: TokenType, ...values: string[]): Token {
    const token = this.accept(type, ...values);
    if (token) return token;
    const found = this.peek();
    throw new ParseError(`expected ${values.join(' or ') || type}, found ${found.value || found.type}`);
  }

  /**
   * Runs a rule one level deeper; `closing` when that is inside another bracket.
   *
   * @throws {LimitError} when that is too deep
   */
  nested<T>(rule: () => T, closing?: string): T {
    if (this.#depth >= maximumDepth) throw new LimitError('brackets are nested too deeply');
    this.#depth += 1;
    this.#closing.push(closing ?? this.#closing.at(-1) ?? '');
    try {
      return rule();
    } finally {
      this.#depth -= 1;
      this.#closing.pop();
    }
  }

  /** Counts one more sign that makes the tree deeper. @throws {LimitError} when there are too many */
  chain(): void {
    this.#chained += 1;
    if (this.#chained > maximumChained) throw new LimitError('a formula is a chain of too many signs');
  }

  /** Would this mark close the innermost bracket? */
  closes(mark: string): boolean {
    return this.#closing.at(-1) === mark;
  }

  /** Position to come back to with `rewind`. */
  mark(): number {
    return this.#at;
  }

  rewind(mark: number): void {
    this.#at = mark;
  }

  /** Replaces the token at this place, as where \frac12 takes one digit at a time. */
  replace(tokens: readonly Token[]): void {
    this.#budget.spend(this.#tokens.length / 100);
    this.#tokens.splice(this.#at, 1, ...tokens);
  }
}
