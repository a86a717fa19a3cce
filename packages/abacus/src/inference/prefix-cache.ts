/** A cached block: the keys and values of `tokens`, read after the blocks of its ancestors. */
export interface PrefixNode {
  readonly parent: PrefixNode | undefined;
  readonly tokens: readonly number[];
  readonly block: number;
  readonly children: Map<string, PrefixNode>;
  /** Sequences that stand on this node; it and its ancestors stay. */
  users: number;
}

export interface PrefixMatch {
  /** The deepest whole block whose tokens, with its ancestors', begin the sequence. */
  node: PrefixNode;
  /** Tokens up to and with that block. */
  length: number;
  /** A block below it that begins with the sequence's next `length` tokens; to be copied, not shared. */
  partial: { block: number; length: number } | undefined;
}

/** How many elements of `a` from `aStart` on equal those of `b` from the start, at most `limit`. */
export function commonLength(
  a: readonly number[],
  aStart: number,
  b: readonly number[],
  limit: number,
): number {
  const most = Math.min(limit, a.length - aStart, b.length);
  let length = 0;
  while (length < most && a[aStart + length] === b[length]) length++;
  return length;
}

/**
 * The blocks of the key-value cache, as a tree by token prefix: whole blocks are shared by every sequence that
 * begins alike, the last and partial block of a finished sequence is kept for copying, and the least recently
 * used leaf that nobody stands on makes room.
 */
export class PrefixCache {
  readonly root: PrefixNode = { parent: undefined, tokens: [], block: -1, children: new Map(), users: 0 };
  readonly #blockTokens: number;
  readonly #free: number[];
  /** Least recently used first; a node always comes before its ancestors. */
  readonly #recency = new Set<PrefixNode>();

  constructor(blocks: number, blockTokens: number) {
    this.#blockTokens = blockTokens;
    this.#free = Array.from({ length: blocks }, (_, index) => blocks - 1 - index);
  }

  /** The longest known beginning of the first `limit` tokens. */
  match(tokens: readonly number[], limit: number): PrefixMatch {
    let node = this.root;
    let length = 0;
    while (length + this.#blockTokens <= limit) {
      const child = node.children.get(tokens.slice(length, length + this.#blockTokens).join());
      if (child === undefined) break;
      node = child;
      length += this.#blockTokens;
    }
    let partial: PrefixMatch['partial'];
    for (const child of node.children.values()) {
      const common = commonLength(tokens, length, child.tokens, limit - length);
      if (common > (partial?.length ?? 0)) partial = { block: child.block, length: common };
    }
    return { node, length, partial };
  }

  /** Keeps the node and its ancestors until `release`, and marks them as used. */
  retain(node: PrefixNode): void {
    node.users++;
    this.#touch(node);
  }

  release(node: PrefixNode): void {
    node.users--;
  }

  /** A block to write into; the oldest unused leaf goes where none is free. */
  allocate(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    for (const node of this.#recency) {
      if (node.users > 0 || node.children.size > 0) continue;
      this.#remove(node);
      return this.#free.pop() as number;
    }
    throw new RangeError('The key-value cache is full of blocks in use: more was admitted than it can hold.');
  }

  free(block: number): void {
    this.#free.push(block);
  }

  /**
   * Hands a block over to the cache. Returns the node that holds its tokens: a new one, or the known one that
   * says the same or more, and then the block is free again.
   */
  insert(parent: PrefixNode, tokens: readonly number[], block: number): PrefixNode {
    for (const child of parent.children.values()) {
      const common = commonLength(tokens, 0, child.tokens, tokens.length);
      if (common === tokens.length) {
        this.free(block);
        this.#touch(child);
        return child;
      }
      if (common === child.tokens.length) this.#remove(child);
    }
    const node: PrefixNode = { parent, tokens, block, children: new Map(), users: 0 };
    parent.children.set(tokens.join(), node);
    this.#touch(node);
    return node;
  }

  #remove(node: PrefixNode): void {
    node.parent?.children.delete(node.tokens.join());
    this.#recency.delete(node);
    this.free(node.block);
  }

  #touch(node: PrefixNode): void {
    for (let at = node; at.parent !== undefined; at = at.parent) {
      this.#recency.delete(at);
      this.#recency.add(at);
    }
  }
}
