import type { ModelConfig, ModelParameters } from '../model-config.js';
import type { DecodeRequest, DecodeResult } from './decode-request.js';
import { headStride } from './packed-weights.js';
import { commonLength, PrefixCache, type PrefixMatch } from './prefix-cache.js';
import { readToken, sampleToken } from './sample-token.js';
import { Sequence } from './sequence.js';
import { BLOCK_TOKENS, type TokenRow, Transformer } from './transformer.js';

export interface DecoderOptions {
  /** Memory of the key-value cache in bytes, default 64 MiB; at least two whole contexts are held. */
  cacheBytes?: number;
  /** Most sequences advanced together, default 64; the others wait. */
  maximumSequences?: number;
  /** Most tokens in one forward pass, default 256; at least `maximumSequences`. */
  maximumRows?: number;
}

/** A common beginning that is worth waiting one pass for, rather than reading it twice. */
const worthWaiting = BLOCK_TOKENS / 2;

/**
 * Continuous batching: all requests in flight advance by one forward pass at a time, prompts and generated
 * tokens together; a request joins at any pass and leaves when it ends. What a request gives does not depend on
 * the others. Passes yield to the event loop.
 */
export class Decoder {
  readonly config: ModelConfig;
  readonly #transformer: Transformer;
  readonly #cache: PrefixCache;
  readonly #blocks: number;
  readonly #maximumRows: number;
  readonly #freeTables: number[];
  #waiting: Sequence[] = [];
  #active: Sequence[] = [];
  #reserved = 0;
  #scheduled = false;

  constructor(model: ModelParameters, options: DecoderOptions = {}) {
    const { cacheBytes = 64 * 2 ** 20, maximumSequences = 64, maximumRows = 256 } = options;
    const { config } = model;
    const blockBytes = 4 * config.layers * 2 * config.heads * headStride(config) * BLOCK_TOKENS;
    this.config = config;
    this.#blocks = Math.max(Math.floor(cacheBytes / blockBytes), 2 * blocksFor(config.context));
    this.#maximumRows = Math.max(maximumRows, maximumSequences);
    this.#cache = new PrefixCache(this.#blocks, BLOCK_TOKENS);
    this.#freeTables = Array.from({ length: maximumSequences }, (_, index) => index);
    this.#transformer = new Transformer(model, {
      maximumRows: this.#maximumRows,
      blocks: this.#blocks,
      tables: maximumSequences,
    });
  }

  /** Rejects with the signal's reason on abort, and with what `onToken` throws. */
  decode(request: DecodeRequest): Promise<DecodeResult> {
    const { tokens, maximumTokens, readFrom = 1, signal } = request;
    if (readFrom < 1 || readFrom > tokens.length) {
      throw new RangeError(`Cannot read from token ${readFrom} on: there are ${tokens.length}.`);
    }
    if (tokens.length === 0 || tokens.length >= this.config.context || maximumTokens < 1) {
      const context = `a context of ${this.config.context}`;
      throw new RangeError(`Cannot decode ${maximumTokens} tokens after ${tokens.length} in ${context}.`);
    }
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const longest = Math.min(this.config.context, tokens.length + maximumTokens);
      this.#waiting.push(
        new Sequence(request, longest, blocksFor(longest), this.#cache.root, { resolve, reject }),
      );
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled || (this.#waiting.length === 0 && this.#active.length === 0)) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#pass();
      this.#schedule();
    });
  }

  /** One forward pass over everything in flight. */
  #pass(): void {
    this.#dropAborted();
    this.#admit();
    const rows: TokenRow[] = [];
    const outputs: number[] = [];
    const read: { sequence: Sequence; count: number }[] = [];
    // Generated tokens first, then prompts as far as there is room.
    const order = [...this.#active].sort((a, b) => a.unread - b.unread);
    for (const sequence of order) {
      const count = Math.min(sequence.unread, this.#maximumRows - rows.length);
      if (count === 0) continue;
      this.#makeRoom(sequence, count);
      const last = rows.length + count - 1;
      for (let i = 0; i < count; i++) {
        if (sequence.isWanted(sequence.computed + i)) outputs.push(rows.length);
        rows.push(sequence.row(sequence.computed + i));
      }
      if (count === sequence.unread) outputs.push(last);
      read.push({ sequence, count });
    }
    if (rows.length === 0) return;
    const logits = this.#transformer.forward(rows, outputs);
    const { vocabulary } = this.config;
    let output = 0;
    const nextLogits = (): Float32Array => {
      const start = output++ * this.#transformer.logitsStride;
      return logits.subarray(start, start + vocabulary);
    };
    for (const { sequence, count } of read) {
      for (let i = 0; i < count; i++) {
        const position = sequence.computed + i;
        if (sequence.isWanted(position)) {
          const { onRead, alternatives } = sequence.request;
          onRead?.(readToken(nextLogits(), sequence.tokens[position + 1] as number, alternatives));
        }
      }
      sequence.computed += count;
      this.#commit(sequence);
      if (sequence.unread === 0) this.#extend(sequence, nextLogits());
    }
  }

  #extend(sequence: Sequence, logits: Float32Array): void {
    const { sampling, onToken, alternatives } = sequence.request;
    let token: number;
    let ended: boolean;
    try {
      const sample = sampleToken(logits, sampling, sequence.tokens.length, alternatives);
      token = sample.token;
      ended = onToken(token, sample.uncertainty);
    } catch (error) {
      this.#remove(sequence);
      sequence.settle.reject(error);
      return;
    }
    sequence.append(token);
    if (!ended && sequence.tokens.length < sequence.longest) return;
    this.#remove(sequence);
    const ending = ended ? 'caller' : sequence.tokens.length < this.config.context ? 'maximum' : 'context';
    sequence.settle.resolve({ cachedTokens: sequence.cachedTokens, ending });
  }

  #dropAborted(): void {
    const isAborted = ({ request }: Sequence): boolean => request.signal?.aborted === true;
    for (const sequence of this.#active.filter(isAborted)) {
      this.#remove(sequence);
      sequence.settle.reject(sequence.request.signal?.reason);
    }
    for (const { settle, request } of this.#waiting.filter(isAborted)) settle.reject(request.signal?.reason);
    this.#waiting = this.#waiting.filter((sequence) => !isAborted(sequence));
  }

  /** Takes waiting requests in, first come first served, while there is room for their longest outcome. */
  #admit(): void {
    const still: Sequence[] = [];
    for (const [index, sequence] of this.#waiting.entries()) {
      const fits = this.#reserved + sequence.blocksNeeded <= this.#blocks && this.#freeTables.length > 0;
      if (!fits) {
        still.push(...this.#waiting.slice(index));
        break;
      }
      const match = this.#bestMatch(sequence);
      if (match === 'soon') still.push(sequence);
      else this.#start(sequence, match);
    }
    this.#waiting = still;
  }

  /** The longest beginning known, in the cache or in a sequence in flight; `soon` where the next pass will know more. */
  #bestMatch({ tokens, request }: Sequence): PrefixMatch | 'soon' {
    // The last token is always read, because its logits are needed; so is the one before the first that is reported on.
    const limit = (request.readFrom ?? tokens.length) - 1;
    const match = this.#cache.match(tokens, limit);
    for (const other of this.#active) {
      const partial = match.partial?.length ?? 0;
      if (other.isReadingPrompt) {
        const common = commonLength(tokens, 0, other.tokens, limit);
        if (common >= match.length + partial + worthWaiting) return 'soon';
      }
      if (other.node !== match.node || other.blocks[0] === undefined) continue;
      const unshared = other.tokens.slice(match.length, other.computed);
      const common = commonLength(tokens, match.length, unshared, limit - match.length);
      if (common > partial) match.partial = { block: other.blocks[0], length: common };
    }
    return match;
  }

  #start(sequence: Sequence, { node, length, partial }: PrefixMatch): void {
    sequence.table = this.#freeTables.pop() as number;
    this.#reserved += sequence.blocksNeeded;
    this.#active.push(sequence);
    this.#cache.retain(node);
    sequence.node = node;
    sequence.committed = length;
    sequence.computed = length;
    for (let at = node, index = length / BLOCK_TOKENS - 1; at.parent !== undefined; at = at.parent, index--) {
      this.#transformer.setBlock(sequence.table, index, at.block);
    }
    if (partial !== undefined) {
      this.#makeRoom(sequence, partial.length);
      this.#transformer.copyBlock(partial.block, sequence.blocks[0] as number);
      sequence.computed += partial.length;
    }
    sequence.cachedTokens = sequence.computed;
  }

  /** Gives the sequence blocks for `count` more tokens. */
  #makeRoom(sequence: Sequence, count: number): void {
    const needed = blocksFor(sequence.computed + count - sequence.committed);
    while (sequence.blocks.length < needed) {
      const block = this.#cache.allocate();
      const index = sequence.committed / BLOCK_TOKENS + sequence.blocks.length;
      this.#transformer.setBlock(sequence.table, index, block);
      sequence.blocks.push(block);
    }
  }

  /** Shares the blocks that are full. */
  #commit(sequence: Sequence): void {
    while (sequence.computed - sequence.committed >= BLOCK_TOKENS) {
      const { committed } = sequence;
      const tokens = sequence.tokens.slice(committed, committed + BLOCK_TOKENS);
      const node = this.#cache.insert(sequence.node, tokens, sequence.blocks.shift() as number);
      this.#transformer.setBlock(sequence.table, committed / BLOCK_TOKENS, node.block);
      this.#cache.retain(node);
      this.#cache.release(sequence.node);
      sequence.node = node;
      sequence.committed += BLOCK_TOKENS;
    }
  }

  #remove(sequence: Sequence): void {
    this.#active.splice(this.#active.indexOf(sequence), 1);
    this.#freeTables.push(sequence.table);
    this.#reserved -= sequence.blocksNeeded;
    const [block, ...unwritten] = sequence.blocks;
    for (const unused of unwritten) this.#cache.free(unused);
    if (block !== undefined) {
      const tokens = sequence.tokens.slice(sequence.committed, sequence.computed);
      if (tokens.length === 0) this.#cache.free(block);
      else this.#cache.insert(sequence.node, tokens, block);
    }
    this.#cache.release(sequence.node);
  }
}

function blocksFor(tokens: number): number {
  return Math.ceil(tokens / BLOCK_TOKENS);
}
