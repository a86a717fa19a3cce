import type { NamedArray, Random } from '@roro/core';
import { attention, dense, embedding, layerNorm, rmsNorm } from '@roro/tensor';
import * as tf from '@tensorflow/tfjs-core';
import { columnAfter } from '../inference/sequence.js';
import {
  alibiSlopes,
  COLUMN_LIMIT,
  type ModelConfig,
  NORM_EPSILON,
  parameterShapes,
} from '../model-config.js';

/** Rows of tokens of one length, each beginning with the begin token; what is left of a row is padding. */
export interface TokenRows {
  batch: number;
  length: number;
  /** [batch·length], row after row. */
  tokens: Int32Array;
}

/**
 * Logits of the next token at every position, both families, as `model-config.ts` describes them.
 *
 * @param parameters tensors by the names of `parameterShapes`
 * @returns [batch·length, vocabulary]
 */
export function transformer(
  parameters: Readonly<Record<string, tf.Tensor>>,
  config: ModelConfig,
  { batch, length, tokens }: TokenRows,
): tf.Tensor2D {
  const { family, heads, layers } = config;
  const matrix = (name: string): tf.Tensor2D => parameters[name] as tf.Tensor2D;
  const vector = (name: string): tf.Tensor1D | undefined => parameters[name] as tf.Tensor1D | undefined;
  const norm = (x: tf.Tensor2D, name: string): tf.Tensor2D => {
    const gain = vector(`${name}.gain`) as tf.Tensor1D;
    const bias = vector(`${name}.bias`);
    return bias === undefined ? rmsNorm(x, gain, NORM_EPSILON) : layerNorm(x, gain, bias, NORM_EPSILON);
  };
  const positions = { heads, length, slopes: alibiSlopes(heads) };

  let x = embedding(matrix('token_embedding'), tf.tensor1d(tokens, 'int32'));
  if (family === 'abacus-a') {
    const columns = tf.tensor1d(tokenColumns({ batch, length, tokens }), 'int32');
    x = tf.add(x, embedding(matrix('column_embedding'), columns));
  }
  for (let i = 0; i < layers; i++) {
    const block = `blocks.${i}`;
    const projections = ['query', 'key', 'value'].map((part) => matrix(`${block}.attention.${part}`));
    const qkv = dense(norm(x, `${block}.norm1`), tf.concat2d(projections, 1));
    const mixed = attention(qkv, positions);
    x = tf.add(
      x,
      dense(mixed, matrix(`${block}.attention.output`), vector(`${block}.attention.output_bias`)),
    );
    const y = norm(x, `${block}.norm2`);
    const hidden =
      family === 'abacus-a'
        ? dense(y, matrix(`${block}.mlp.up`), vector(`${block}.mlp.up_bias`), 'relu')
        : (tf.mul(
            dense(y, matrix(`${block}.mlp.gate`), undefined, 'relu'),
            dense(y, matrix(`${block}.mlp.up`)),
          ) as tf.Tensor2D);
    x = tf.add(x, dense(hidden, matrix(`${block}.mlp.down`), vector(`${block}.mlp.down_bias`)));
  }
  return dense(norm(x, 'final_norm'), matrix('unembedding'));
}

/** Row of the column embedding for every token. */
function tokenColumns({ batch, length, tokens }: TokenRows): Int32Array {
  const columns = new Int32Array(batch * length);
  for (let row = 0; row < batch; row++) {
    let column = 0;
    for (let at = row * length; at < (row + 1) * length; at++) {
      columns[at] = Math.min(column, COLUMN_LIMIT - 1);
      column = columnAfter(tokens[at] as number, column);
    }
  }
  return columns;
}

/**
 * Parameters to start from: gains 1, biases 0, matrices normal with deviation 1/√inputs (embeddings: 1/√width),
 * projections into the residual stream smaller by √(2·layers). A deviation of 0.02 learns two to three times slower
 * at these widths.
 */
export function initialParameters(config: ModelConfig, random: Random): Record<string, NamedArray> {
  const parameters: Record<string, NamedArray> = {};
  for (const [name, shape] of parameterShapes(config)) {
    const data = new Float32Array(shape.reduce((product, n) => product * n, 1));
    if (name.endsWith('gain')) data.fill(1);
    if (shape.length === 2) {
      const inputs = (name.endsWith('embedding') && name !== 'unembedding' ? shape[1] : shape[0]) as number;
      const intoResidual = name.endsWith('attention.output') || name.endsWith('mlp.down');
      const deviation = 1 / Math.sqrt(inputs * (intoResidual ? 2 * config.layers : 1));
      const stream = random.fork(name);
      for (let i = 0; i < data.length; i++) data[i] = deviation * stream.normal();
    }
    parameters[name] = { shape, data };
  }
  return parameters;
}
