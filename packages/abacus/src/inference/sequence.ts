import { BEGIN_TOKEN, encode } from '../tasks/vocabulary.js';
import type { DecodeRequest, DecodeResult } from './decode-request.js';
import type { PrefixNode } from './prefix-cache.js';
import type { TokenRow } from './transformer.js';

const [newlineToken] = encode('\n');

/** The column after a token: 0 after a newline and after the begin token, one more than the token's own otherwise. */
export function columnAfter(token: number, column: number): number {
  return token === newlineToken || token === BEGIN_TOKEN ? 0 : column + 1;
}

/** A request in flight: its tokens so far, and where their keys and values lie. */
export class Sequence {
  readonly request: DecodeRequest;
  readonly settle: { resolve: (result: DecodeResult) => void; reject: (reason: unknown) => void };
  /** Tokens at which the generation ends whatever it says. */
  readonly longest: number;
  /** Blocks of `longest` tokens. */
  readonly blocksNeeded: number;
  readonly tokens: number[] = [];
  readonly #columns: number[] = [];
  /** Tokens whose keys and values are there. */
  computed = 0;
  /** Of these, tokens in the shared blocks that end in `node`. */
  committed = 0;
  node: PrefixNode;
  /** Own blocks, for the tokens from `committed` on. */
  readonly blocks: number[] = [];
  /** Index of its block table. */
  table = -1;
  cachedTokens = 0;

  constructor(
    request: DecodeRequest,
    longest: number,
    blocksNeeded: number,
    node: PrefixNode,
    settle: Sequence['settle'],
  ) {
    this.request = request;
    this.longest = longest;
    this.blocksNeeded = blocksNeeded;
    this.node = node;
    this.settle = settle;
    for (const token of request.tokens) this.append(token);
  }

  get unread(): number {
    return this.tokens.length - this.computed;
  }

  get isReadingPrompt(): boolean {
    return this.computed < this.request.tokens.length;
  }

  /** Do the logits at this position say how uncertain a given token is that the request asks about? */
  isWanted(position: number): boolean {
    const { readFrom, tokens } = this.request;
    return readFrom !== undefined && position >= readFrom - 1 && position < tokens.length - 1;
  }

  append(token: number): void {
    const last = this.tokens.length - 1;
    this.#columns.push(
      last < 0 ? 0 : columnAfter(this.tokens[last] as number, this.#columns[last] as number),
    );
    this.tokens.push(token);
  }

  row(position: number): TokenRow {
    return {
      token: this.tokens[position] as number,
      column: this.#columns[position] as number,
      position,
      table: this.table,
    };
  }
}
