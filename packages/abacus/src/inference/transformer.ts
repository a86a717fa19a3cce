import {
  alibiSlopes,
  COLUMN_LIMIT,
  type ModelConfig,
  type ModelParameters,
  NORM_EPSILON,
} from '../model-config.js';
import { ACCUMULATE, Kernel, RELU } from './kernel.js';
import {
  headStride,
  type PackedLinear,
  type PackedNorm,
  type PackedWeights,
  packWeights,
  roundUp,
} from './packed-weights.js';

/** Tokens whose keys and values share one block of the cache. */
export const BLOCK_TOKENS = 16;

export interface TransformerOptions {
  /** Most tokens in one forward pass. */
  maximumRows: number;
  /** Blocks of the key-value cache, `BLOCK_TOKENS` tokens each. */
  blocks: number;
  /** Block tables: most sequences that can be in a pass. */
  tables: number;
}

/** One token to be read in a forward pass. */
export interface TokenRow {
  token: number;
  /** Characters since the last newline (family `abacus-a`). */
  column: number;
  /** Tokens before it in its sequence. */
  position: number;
  /** Index of its sequence's block table. */
  table: number;
}

/**
 * The forward pass of both model families over rows of tokens from any mix of sequences. A row's result depends
 * on its own sequence alone, to the last bit.
 */
export class Transformer {
  readonly config: ModelConfig;
  /** Floats between two rows of logits. */
  readonly logitsStride: number;
  readonly #kernel = new Kernel();
  readonly #weights: PackedWeights;
  readonly #headStride: number;
  readonly #attentionWidth: number;
  readonly #widthStride: number;
  readonly #hiddenStride: number;
  readonly #attentionStride: number;
  readonly #blockBytes: number;
  readonly #tableBlocks: number;
  readonly #address: Record<
    | 'blocks'
    | 'tables'
    | 'positions'
    | 'rowTables'
    | 'residual'
    | 'normed'
    | 'queries'
    | 'keys'
    | 'values'
    | 'mixed'
    | 'hidden'
    | 'gated'
    | 'logits'
    | 'scratch'
    | 'slopes',
    number
  >;
  readonly #tables: Int32Array;
  readonly #positions: Int32Array;
  readonly #rowTables: Int32Array;
  readonly #residual: Float32Array;
  readonly #logits: Float32Array;

  constructor({ config, parameters }: ModelParameters, { maximumRows, blocks, tables }: TransformerOptions) {
    const kernel = this.#kernel;
    this.config = config;
    this.#weights = packWeights(kernel, config, parameters);
    this.#headStride = headStride(config);
    this.#attentionWidth = config.heads * this.#headStride;
    this.#widthStride = roundUp(config.width, 8);
    this.#hiddenStride = roundUp(config.hidden, 8);
    this.#attentionStride = roundUp(this.#attentionWidth, 8);
    this.logitsStride = roundUp(config.vocabulary, 8);
    this.#blockBytes = 4 * config.layers * 2 * this.#attentionWidth * BLOCK_TOKENS;
    this.#tableBlocks = Math.ceil(config.context / BLOCK_TOKENS);
    const floats = (columns: number): number => kernel.allocate(4 * maximumRows * columns);
    this.#address = {
      positions: floats(1),
      rowTables: floats(1),
      tables: kernel.allocate(4 * tables * this.#tableBlocks),
      residual: floats(this.#widthStride),
      normed: floats(this.#widthStride),
      queries: floats(this.#attentionStride),
      keys: floats(this.#attentionStride),
      values: floats(this.#attentionStride),
      mixed: floats(this.#attentionStride),
      hidden: floats(this.#hiddenStride),
      gated: floats(this.#hiddenStride),
      logits: floats(this.logitsStride),
      scratch: kernel.allocate(4 * BLOCK_TOKENS * this.#tableBlocks),
      slopes: kernel.place(Float32Array.from(alibiSlopes(config.heads))),
      blocks: kernel.allocate(blocks * this.#blockBytes),
    };
    // The memory is complete: views made from here on stay valid.
    this.#tables = kernel.integers(this.#address.tables, tables * this.#tableBlocks);
    this.#positions = kernel.integers(this.#address.positions, maximumRows);
    this.#rowTables = kernel.integers(this.#address.rowTables, maximumRows);
    this.#residual = kernel.floats(this.#address.residual, maximumRows * this.#widthStride);
    this.#logits = kernel.floats(this.#address.logits, maximumRows * this.logitsStride);
  }

  /** Entry `index` of a block table: tokens from `index * BLOCK_TOKENS` on lie in that block. */
  setBlock(table: number, index: number, block: number): void {
    this.#tables[table * this.#tableBlocks + index] = this.#address.blocks + block * this.#blockBytes;
  }

  copyBlock(from: number, to: number): void {
    const { blocks } = this.#address;
    const bytes = new Uint8Array(this.#kernel.functions.memory.buffer);
    const start = blocks + from * this.#blockBytes;
    bytes.copyWithin(blocks + to * this.#blockBytes, start, start + this.#blockBytes);
  }

  /**
   * Reads `rows` (their keys and values go into their blocks) and returns the logits of the rows named in
   * `outputs`, `logitsStride` floats apart, valid until the next call. Rows of one sequence come in order.
   */
  forward(rows: readonly TokenRow[], outputs: readonly number[]): Float32Array {
    const { functions } = this.#kernel;
    const address = this.#address;
    const { heads, width } = this.config;
    const scale = 1 / Math.sqrt(width / heads);
    const count = rows.length;
    this.#embed(rows);
    for (const [layer, block] of this.#weights.blocks.entries()) {
      const offset = 4 * layer * 2 * this.#attentionWidth * BLOCK_TOKENS;
      this.#normalize(block.norm1, address.residual, count);
      const attentionStride = this.#attentionStride;
      this.#dense(block.query, address.normed, this.#widthStride, address.queries, attentionStride, count, 0);
      this.#dense(block.key, address.normed, this.#widthStride, address.keys, attentionStride, count, 0);
      this.#dense(block.value, address.normed, this.#widthStride, address.values, attentionStride, count, 0);
      functions.storeKeysValues(
        address.keys,
        address.values,
        attentionStride,
        address.positions,
        address.rowTables,
        offset,
        count,
        heads,
        this.#headStride,
      );
      functions.attention(
        address.queries,
        address.mixed,
        attentionStride,
        address.positions,
        address.rowTables,
        offset,
        address.slopes,
        address.scratch,
        count,
        heads,
        this.#headStride,
        scale,
      );
      this.#dense(
        block.output,
        address.mixed,
        attentionStride,
        address.residual,
        this.#widthStride,
        count,
        ACCUMULATE,
      );
      this.#normalize(block.norm2, address.residual, count);
      const { normed, hidden, gated } = address;
      if (block.gate === undefined) {
        this.#dense(block.up, normed, this.#widthStride, hidden, this.#hiddenStride, count, RELU);
      } else {
        this.#dense(block.up, normed, this.#widthStride, hidden, this.#hiddenStride, count, 0);
        this.#dense(block.gate, normed, this.#widthStride, gated, this.#hiddenStride, count, RELU);
        functions.multiply(gated, hidden, count, this.#hiddenStride);
      }
      this.#dense(
        block.down,
        hidden,
        this.#hiddenStride,
        address.residual,
        this.#widthStride,
        count,
        ACCUMULATE,
      );
    }
    return this.#unembed(outputs);
  }

  #embed(rows: readonly TokenRow[]): void {
    const { width } = this.config;
    const { tokenEmbedding, columnEmbedding } = this.#weights;
    const tableBytes = 4 * this.#tableBlocks;
    for (const [index, { token, column, position, table }] of rows.entries()) {
      this.#positions[index] = position;
      this.#rowTables[index] = this.#address.tables + table * tableBytes;
      const to = index * this.#widthStride;
      const from = token * width;
      for (let i = 0; i < width; i++) this.#residual[to + i] = tokenEmbedding[from + i] as number;
      if (columnEmbedding === undefined) continue;
      const columnFrom = Math.min(column, COLUMN_LIMIT - 1) * width;
      for (let i = 0; i < width; i++) {
        this.#residual[to + i] =
          (this.#residual[to + i] as number) + (columnEmbedding[columnFrom + i] as number);
      }
    }
  }

  #unembed(outputs: readonly number[]): Float32Array {
    const { residual, normed, logits } = this.#address;
    const stride = this.#widthStride;
    // Outputs are in order, so a row never overwrites one that is still to be moved.
    for (const [to, from] of outputs.entries()) {
      this.#residual.copyWithin(to * stride, from * stride, (from + 1) * stride);
    }
    this.#normalize(this.#weights.finalNorm, residual, outputs.length);
    this.#dense(this.#weights.unembedding, normed, stride, logits, this.logitsStride, outputs.length, 0);
    return this.#logits;
  }

  #dense(
    { weights, bias, inner, panels }: PackedLinear,
    x: number,
    xStride: number,
    y: number,
    yStride: number,
    rows: number,
    flags: number,
  ): void {
    this.#kernel.functions.dense(x, xStride, weights, bias, y, yStride, rows, inner, panels, flags);
  }

  #normalize({ gain, bias }: PackedNorm, x: number, rows: number): void {
    const centered = this.config.family === 'abacus-a' ? 1 : 0;
    const { width } = this.config;
    const y = this.#address.normed;
    this.#kernel.functions.normalize(
      x,
      gain,
      bias,
      y,
      rows,
      this.#widthStride,
      width,
      centered,
      NORM_EPSILON,
    );
  }
}
