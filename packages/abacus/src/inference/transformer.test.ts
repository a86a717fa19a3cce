import { Random } from '@roro/core';
import { describe, expect, test } from 'vitest';
import type { ModelConfig, ModelParameters } from '../model-config.js';
import { randomModel } from './random-model.js';
import { columnAfter } from './sequence.js';
import { BLOCK_TOKENS, type TokenRow, Transformer } from './transformer.js';

const configs: ModelConfig[] = [
  { family: 'abacus-a', vocabulary: 50, width: 48, layers: 2, heads: 4, hidden: 192, context: 100 },
  { family: 'abacus-b', vocabulary: 50, width: 48, layers: 2, heads: 4, hidden: 128, context: 100 },
  // Nothing a multiple of four: head width 10 and 6, hidden 50 and 34.
  { family: 'abacus-a', vocabulary: 50, width: 30, layers: 2, heads: 3, hidden: 50, context: 100 },
  { family: 'abacus-b', vocabulary: 50, width: 18, layers: 3, heads: 3, hidden: 34, context: 100 },
  { family: 'abacus-a', vocabulary: 50, width: 88, layers: 1, heads: 2, hidden: 100, context: 100 },
];

/** The forward pass of the model description in plain float64 loops, whole sequence, no cache: logits by position. */
function referenceLogits({ config, parameters }: ModelParameters, tokens: readonly number[]): number[][] {
  const { family, width, heads, hidden, layers, vocabulary } = config;
  const isA = family === 'abacus-a';
  const headWidth = width / heads;
  const values = (name: string): Float32Array => (parameters[name] as { data: Float32Array }).data;
  const linear = (x: number[], name: string, outer: number, bias?: string): number[] =>
    Array.from({ length: outer }, (_, column) => {
      let sum = bias === undefined ? 0 : (values(bias)[column] as number);
      for (const [row, value] of x.entries()) sum += value * (values(name)[row * outer + column] as number);
      return sum;
    });
  const norm = (x: number[], name: string): number[] => {
    const mean = isA ? x.reduce((sum, value) => sum + value, 0) / width : 0;
    const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width;
    return x.map(
      (value, i) =>
        ((value - mean) / Math.sqrt(variance + 1e-5)) * (values(`${name}.gain`)[i] as number) +
        (isA ? (values(`${name}.bias`)[i] as number) : 0),
    );
  };
  const add = (x: number[], y: number[]): number[] => x.map((value, i) => value + (y[i] as number));
  const relu = (x: number[]): number[] => x.map((value) => Math.max(0, value));

  let column = 0;
  let residuals = tokens.map((token, position) => {
    if (position > 0) column = columnAfter(tokens[position - 1] as number, column);
    const row = Math.min(column, 63);
    return Array.from(
      { length: width },
      (_, i) =>
        (values('token_embedding')[token * width + i] as number) +
        (isA ? (values('column_embedding')[row * width + i] as number) : 0),
    );
  });
  for (let layer = 0; layer < layers; layer++) {
    const block = `blocks.${layer}`;
    const normed = residuals.map((x) => norm(x, `${block}.norm1`));
    const project = (part: string): number[][] =>
      normed.map((x) => linear(x, `${block}.attention.${part}`, width));
    const queries = project('query');
    const keys = project('key');
    const contents = project('value');
    const mixed = queries.map((query, i) => {
      const out = new Array<number>(width).fill(0);
      for (let head = 0; head < heads; head++) {
        const slope = head === heads - 1 ? 0 : 2 ** ((-8 * head) / heads);
        const columns = Array.from({ length: headWidth }, (_, c) => head * headWidth + c);
        const weights = keys.slice(0, i + 1).map((key, j) => {
          const product = columns.reduce((sum, c) => sum + (query[c] as number) * (key[c] as number), 0);
          return Math.exp(product / Math.sqrt(headWidth) - slope * (i - j));
        });
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        for (const c of columns) {
          out[c] = weights.reduce(
            (sum, w, j) => sum + (w / total) * ((contents[j] as number[])[c] as number),
            0,
          );
        }
      }
      return out;
    });
    residuals = residuals.map((x, i) => {
      const bias = (name: string): string | undefined => (isA ? `${block}.${name}` : undefined);
      const afterAttention = add(
        x,
        linear(mixed[i] as number[], `${block}.attention.output`, width, bias('attention.output_bias')),
      );
      const y = norm(afterAttention, `${block}.norm2`);
      const up = linear(y, `${block}.mlp.up`, hidden, bias('mlp.up_bias'));
      const inner = isA
        ? relu(up)
        : relu(linear(y, `${block}.mlp.gate`, hidden)).map((g, c) => g * (up[c] as number));
      return add(afterAttention, linear(inner, `${block}.mlp.down`, width, bias('mlp.down_bias')));
    });
  }
  return residuals.map((x) => linear(norm(x, 'final_norm'), 'unembedding', vocabulary));
}

function randomTokens(length: number, seed: number): number[] {
  const random = new Random('tokens', seed);
  // Newlines are frequent, so that columns start again.
  return Array.from({ length }, (_, i) => (i === 0 ? 0 : random.bernoulli(0.1) ? 1 : random.integer(1, 49)));
}

function tokenRows(tokens: readonly number[], table: number): TokenRow[] {
  let column = 0;
  return tokens.map((token, position) => {
    if (position > 0) column = columnAfter(tokens[position - 1] as number, column);
    return { token, column, position, table };
  });
}

function transformerFor(model: ModelParameters, sequences: number): Transformer {
  const perSequence = Math.ceil(model.config.context / BLOCK_TOKENS);
  const transformer = new Transformer(model, {
    maximumRows: 512,
    blocks: sequences * perSequence,
    tables: sequences,
  });
  for (let table = 0; table < sequences; table++) {
    // Scattered blocks: a table's entries are not neighbours.
    for (let i = 0; i < perSequence; i++) transformer.setBlock(table, i, i * sequences + table);
  }
  return transformer;
}

function logitsOf(transformer: Transformer, rows: readonly TokenRow[]): number[][] {
  const logits = transformer.forward(
    rows,
    rows.map((_, i) => i),
  );
  const { vocabulary } = transformer.config;
  const stride = transformer.logitsStride;
  return rows.map((_, i) => Array.from(logits.subarray(i * stride, i * stride + vocabulary)));
}

describe.each(configs)('$family, width $width, $heads heads, hidden $hidden', (config) => {
  const model = randomModel(config, 1);

  test('agrees with float64 loops over the whole sequence to 1e-4', () => {
    const tokens = randomTokens(90, 2);
    const expected = referenceLogits(model, tokens);
    const actual = logitsOf(transformerFor(model, 1), tokenRows(tokens, 0));
    const spread = Math.max(...expected.flat()) - Math.min(...expected.flat());
    expect(spread).toBeGreaterThan(1);
    for (const [i, row] of expected.entries()) {
      for (const [id, value] of row.entries()) {
        expect(Math.abs((actual[i]?.[id] as number) - value)).toBeLessThan(1e-4);
      }
    }
  });

  test('gives a row the same bits token by token, in one pass, and among other sequences', () => {
    const sequences = Array.from({ length: 7 }, (_, i) => randomTokens(40 + 5 * i, 10 + i));
    const together = transformerFor(model, sequences.length);
    const rows = sequences.flatMap((tokens, table) => tokenRows(tokens, table));
    const inOnePass = logitsOf(together, rows);
    let at = 0;
    for (const tokens of sequences) {
      const alone = transformerFor(model, 1);
      for (const row of tokenRows(tokens, 0)) {
        expect(logitsOf(alone, [row])[0]).toEqual(inOnePass[at++]);
      }
    }
  });
});
