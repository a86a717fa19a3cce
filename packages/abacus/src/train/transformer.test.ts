import { type NamedArray, Random } from '@roro/core';
import { chooseBackend, createVariables } from '@roro/tensor';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { alibiSlopes, type ModelConfig, parameterShapes } from '../model-config.js';
import { lossAndGradients } from './loss.js';
import { initialParameters, transformer } from './transformer.js';

beforeAll(async () => {
  await chooseBackend();
});

const shared = { vocabulary: 7, width: 8, layers: 2, heads: 2, hidden: 12, context: 32 };
const configs: ModelConfig[] = [
  { family: 'abacus-a', ...shared },
  { family: 'abacus-b', ...shared },
];

/** Parameters with no zeros, so that a forgotten gain or bias shows. */
function parametersOf(config: ModelConfig): Record<string, NamedArray> {
  const random = new Random('parameters');
  return Object.fromEntries(
    [...parameterShapes(config)].map(([name, shape]) => {
      const size = shape.reduce((product, n) => product * n, 1);
      return [name, { shape, data: Float32Array.from({ length: size }, () => 0.5 * random.normal() + 0.1) }];
    }),
  );
}

/** The model of `model-config.ts` written out in plain numbers, one token at a time: logits of each position. */
function plainForward(
  parameters: Record<string, NamedArray>,
  config: ModelConfig,
  tokens: number[],
): number[][] {
  const { family, width: d, heads, layers, vocabulary } = config;
  const isA = family === 'abacus-a';
  const get = (name: string): Float32Array => (parameters[name] as NamedArray).data;
  const row = (name: string, i: number): number[] => [...get(name).subarray(i * d, (i + 1) * d)];
  const times = (x: number[], name: string, bias?: string): number[] => {
    const [inputs, outputs] = (parameters[name] as NamedArray).shape as [number, number];
    return Array.from({ length: outputs }, (_, j) => {
      let sum = bias !== undefined && isA ? (get(bias)[j] as number) : 0;
      for (let i = 0; i < inputs; i++) sum += (x[i] as number) * (get(name)[i * outputs + j] as number);
      return sum;
    });
  };
  const plus = (x: number[], y: number[]): number[] => x.map((value, i) => value + (y[i] as number));
  const norm = (x: number[], name: string): number[] => {
    const mean = isA ? x.reduce((a, b) => a + b, 0) / d : 0;
    const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / d;
    return x.map(
      (value, i) =>
        ((value - mean) / Math.sqrt(variance + 1e-5)) * (get(`${name}.gain`)[i] as number) +
        (isA ? (get(`${name}.bias`)[i] as number) : 0),
    );
  };
  const size = d / heads;
  const keys: number[][][] = Array.from({ length: layers }, () => []);
  const values: number[][][] = Array.from({ length: layers }, () => []);
  let column = 0;
  return tokens.map((token, position) => {
    let x = row('token_embedding', token);
    if (isA) x = plus(x, row('column_embedding', column));
    column = token <= 1 ? 0 : column + 1;
    for (let layer = 0; layer < layers; layer++) {
      const block = `blocks.${layer}`;
      const y = norm(x, `${block}.norm1`);
      const query = times(y, `${block}.attention.query`);
      const key = times(y, `${block}.attention.key`);
      keys[layer]?.push(key);
      values[layer]?.push(times(y, `${block}.attention.value`));
      const mixed = Array<number>(d).fill(0);
      for (let head = 0; head < heads; head++) {
        const slope = alibiSlopes(heads)[head] as number;
        const weights = (keys[layer] as number[][]).map((past, j) => {
          let score = 0;
          for (let i = head * size; i < (head + 1) * size; i++)
            score += (query[i] as number) * (past[i] as number);
          return Math.exp(score / Math.sqrt(size) - slope * (position - j));
        });
        const total = weights.reduce((a, b) => a + b, 0);
        for (let i = head * size; i < (head + 1) * size; i++) {
          mixed[i] = weights.reduce(
            (sum, w, j) => sum + (w / total) * (values[layer]?.[j]?.[i] as number),
            0,
          );
        }
      }
      x = plus(x, times(mixed, `${block}.attention.output`, `${block}.attention.output_bias`));
      const z = norm(x, `${block}.norm2`);
      const up = times(z, `${block}.mlp.up`, `${block}.mlp.up_bias`);
      const hidden = isA
        ? up.map((value) => Math.max(0, value))
        : times(z, `${block}.mlp.gate`).map((gate, i) => Math.max(0, gate) * (up[i] as number));
      x = plus(x, times(hidden, `${block}.mlp.down`, `${block}.mlp.down_bias`));
    }
    const logits = times(norm(x, 'final_norm'), 'unembedding');
    expect(logits.length).toBe(vocabulary);
    return logits;
  });
}

describe.each(configs)('$family', (config) => {
  const rows = [
    [0, 3, 4, 1, 5, 2],
    [0, 6, 1, 1, 3, 3],
  ];
  const tokens = Int32Array.from(rows.flat());

  it('computes the model as it is written down', () => {
    const parameters = parametersOf(config);
    const variables = createVariables(parameters);
    const logits = tf.tidy(() => transformer(variables, config, { batch: 2, length: 6, tokens }).dataSync());
    const expected = rows.flatMap((row) => plainForward(parameters, config, row)).flat();
    for (const [i, value] of expected.entries())
      expect(Math.abs((logits[i] as number) - value)).toBeLessThan(2e-4);
    tf.dispose(variables);
  });

  it('has a gradient for every parameter that agrees with the loss along random directions', () => {
    const parameters = parametersOf(config);
    const microbatch = {
      batch: 2,
      length: 6,
      tokens,
      labels: Int32Array.from([3, 4, 1, 5, 2, 1, 6, 1, 1, 3, 3, 1]),
      weights: Float32Array.from([0, 0.1, 0.1, 0.1, 0.1, 0.1, 0, 0.1, 0.1, 0.1, 0.1, 0.1]),
      tokenCount: 12,
    };
    const variables = createVariables(parameters);
    const { gradients } = lossAndGradients(variables, config, [microbatch]);
    for (const [name, { shape, data }] of Object.entries(parameters)) {
      const random = new Random('direction', name);
      const direction = data.map(() => random.normal() / Math.sqrt(data.length));
      const lossAt = (step: number): number => {
        const moved = data.map((value, i) => value + step * (direction[i] as number));
        const others = createVariables({ ...parameters, [name]: { shape, data: moved } });
        const { loss, gradients } = lossAndGradients(others, config, [microbatch]);
        tf.dispose([others, gradients]);
        return loss;
      };
      const slope = (lossAt(1e-2) - lossAt(-1e-2)) / 2e-2;
      const gradient = gradients[name]?.dataSync() as Float32Array;
      const along = gradient.reduce((sum, value, i) => sum + value * (direction[i] as number), 0);
      expect(Math.abs(along - slope), name).toBeLessThan(2e-3 + 0.02 * Math.abs(slope));
      expect(
        gradient.some((value) => value !== 0),
        name,
      ).toBe(true);
    }
    tf.dispose([variables, gradients]);
  });

  it('gives the same gradients in one microbatch and in two, and leaves no tensor behind', () => {
    const variables = createVariables(parametersOf(config));
    const labels = tokens.map((token) => (token + 1) % 7);
    const weights = new Float32Array(12).fill(1 / 12);
    const whole = { batch: 2, length: 6, tokens, labels, weights, tokenCount: 12 };
    const half = (from: number): typeof whole => ({
      ...whole,
      batch: 1,
      tokens: tokens.slice(from, from + 6),
      labels: labels.slice(from, from + 6),
      weights: weights.slice(0, 6),
    });
    const together = lossAndGradients(variables, config, [whole]);
    const tensors = tf.memory().numTensors;
    const parts = lossAndGradients(variables, config, [half(0), half(6)]);
    expect(parts.loss).toBeCloseTo(together.loss, 5);
    for (const [name, gradient] of Object.entries(together.gradients)) {
      const difference = tf.tidy(
        () => tf.max(tf.abs(tf.sub(gradient, parts.gradients[name] as tf.Tensor))).dataSync()[0],
      );
      expect(difference, name).toBeLessThan(1e-4);
    }
    tf.dispose(parts.gradients);
    expect(tf.memory().numTensors).toBe(tensors);
    tf.dispose([variables, together.gradients]);
  });

  it('starts as documented', () => {
    const parameters = initialParameters({ ...config, width: 32, hidden: 64 }, new Random('start'));
    const deviation = (name: string): number => {
      const { data } = parameters[name] as NamedArray;
      return Math.sqrt(data.reduce((sum, value) => sum + value * value, 0) / data.length);
    };
    expect(deviation('final_norm.gain')).toBe(1);
    expect(deviation('blocks.0.mlp.up')).toBeCloseTo(1 / Math.sqrt(32), 2);
    expect(deviation('blocks.0.mlp.down')).toBeCloseTo(1 / Math.sqrt(64 * 2 * config.layers), 2);
  });
});
