import type { NamedArray } from '@roro/core';
import type { ModelConfig } from '../model-config.js';
import type { Kernel } from './kernel.js';

/** Columns of one panel of the kernel's matrix product. */
const panelWidth = 8;

export function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

/** A linear layer as the kernel reads it: y = x·W + bias. */
export interface PackedLinear {
  weights: number;
  bias: number;
  /** Columns of x that are read. */
  inner: number;
  panels: number;
}

export interface PackedNorm {
  gain: number;
  /** 0 for RMSNorm. */
  bias: number;
}

export interface PackedBlock {
  norm1: PackedNorm;
  query: PackedLinear;
  key: PackedLinear;
  value: PackedLinear;
  output: PackedLinear;
  norm2: PackedNorm;
  up: PackedLinear;
  /** Family `abacus-b` only. */
  gate: PackedLinear | undefined;
  down: PackedLinear;
}

export interface PackedWeights {
  /** vocabulary × width. */
  tokenEmbedding: Float32Array;
  /** Columns × width, family `abacus-a` only. */
  columnEmbedding: Float32Array | undefined;
  blocks: PackedBlock[];
  finalNorm: PackedNorm;
  unembedding: PackedLinear;
}

/** Floats that a head takes in memory: its width, filled up with zeros to whole SIMD vectors. */
export function headStride(config: ModelConfig): number {
  return roundUp(config.width / config.heads, 4);
}

/** Copies a model's parameters into the kernel's memory in the layout that its functions read. */
export function packWeights(
  kernel: Kernel,
  config: ModelConfig,
  parameters: Readonly<Record<string, NamedArray>>,
): PackedWeights {
  const { width, hidden, vocabulary, heads } = config;
  const headWidth = width / heads;
  const stride = headStride(config);
  const attentionWidth = heads * stride;
  const data = (name: string): Float32Array => {
    const array = parameters[name];
    if (array === undefined) throw new RangeError(`The model has no parameter "${name}".`);
    return array.data;
  };
  const optional = (name: string): Float32Array | undefined => parameters[name]?.data;
  const norm = (name: string): PackedNorm => {
    const bias = optional(`${name}.bias`);
    return { gain: kernel.place(data(`${name}.gain`)), bias: bias === undefined ? 0 : kernel.place(bias) };
  };
  const linear = (values: Float32Array, inner: number, outer: number, bias?: Float32Array): PackedLinear => {
    const panels = Math.ceil(outer / panelWidth);
    const biases = new Float32Array(panels * panelWidth);
    if (bias !== undefined) biases.set(bias);
    return {
      weights: kernel.place(panelled(values, inner, outer)),
      bias: kernel.place(biases),
      inner,
      panels,
    };
  };
  /** Feature i of the heads' concatenation stands at column `spread(i)`, so that every head starts on a vector. */
  const spread = (i: number): number => Math.floor(i / headWidth) * stride + (i % headWidth);
  const projection = (name: string): PackedLinear => {
    const values = data(name);
    const spreadOut = new Float32Array(width * attentionWidth);
    for (let row = 0; row < width; row++) {
      for (let i = 0; i < width; i++) {
        spreadOut[row * attentionWidth + spread(i)] = values[row * width + i] as number;
      }
    }
    return linear(spreadOut, width, attentionWidth);
  };
  const output = (name: string): PackedLinear => {
    const values = data(name);
    const spreadOut = new Float32Array(attentionWidth * width);
    for (let i = 0; i < width; i++) {
      spreadOut.set(values.subarray(i * width, (i + 1) * width), spread(i) * width);
    }
    return linear(spreadOut, attentionWidth, width, optional(`${name}_bias`));
  };
  return {
    tokenEmbedding: data('token_embedding'),
    columnEmbedding: optional('column_embedding'),
    blocks: Array.from({ length: config.layers }, (_, i) => {
      const block = `blocks.${i}`;
      const gate = optional(`${block}.mlp.gate`);
      return {
        norm1: norm(`${block}.norm1`),
        query: projection(`${block}.attention.query`),
        key: projection(`${block}.attention.key`),
        value: projection(`${block}.attention.value`),
        output: output(`${block}.attention.output`),
        norm2: norm(`${block}.norm2`),
        up: linear(data(`${block}.mlp.up`), width, hidden, optional(`${block}.mlp.up_bias`)),
        gate: gate === undefined ? undefined : linear(gate, width, hidden),
        down: linear(data(`${block}.mlp.down`), hidden, width, optional(`${block}.mlp.down_bias`)),
      };
    }),
    finalNorm: norm('final_norm'),
    unembedding: linear(data('unembedding'), width, vocabulary),
  };
}

/** inner × outer, row-major, to panels of 8 columns, each inner × 8; missing columns are 0. */
function panelled(values: Float32Array, inner: number, outer: number): Float32Array {
  const panels = Math.ceil(outer / panelWidth);
  const packed = new Float32Array(panels * inner * panelWidth);
  for (let row = 0; row < inner; row++) {
    for (let column = 0; column < outer; column++) {
      const panel = Math.floor(column / panelWidth);
      packed[(panel * inner + row) * panelWidth + (column % panelWidth)] = values[
        row * outer + column
      ] as number;
    }
  }
  return packed;
}
