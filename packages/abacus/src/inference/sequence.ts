import { type LinePlace, placeOf } from '../line-place.js';
import type { DecodeRequest, DecodeResult } from './decode-request.js';
import type { PrefixNode } from './prefix-cache.js';
import type { TokenRow } from './transformer.js';

/** A request in flight: its tokens so far, and where their keys and values lie. */
export class Sequence {
  readonly request: DecodeRequest;
  readonly settle: { resolve: (result: DecodeResult) => void; reject: (reason: unknown) => void };
  /** Tokens at which the generation ends whatever it says. */
  readonly longest: number;
  /** Blocks of `longest` tokens. */
  readonly blocksNeeded: number;
  readonly tokens: number[] = [];
  readonly #places: LinePlace[] = [];
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

  append(token: number): void {
    const last = this.tokens.length - 1;
    const previous = { token: this.tokens[last] as number, place: this.#places[last] as LinePlace };
    this.#places.push(placeOf(token, last < 0 ? undefined : previous));
    this.tokens.push(token);
  }

  row(position: number): TokenRow {
    return {
      token: this.tokens[position] as number,
      place: this.#places[position] as LinePlace,
      position,
      table: this.table,
    };
  }
}
