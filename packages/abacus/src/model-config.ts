import { readFileSync } from 'node:fs';
import {
  decodeSafetensors,
  encodeSafetensors,
  type NamedArray,
  StorageError,
  storageError,
  writeFileAtomic,
} from '@roro/core';
import { z } from 'zod';

/** Rows of the column embedding of family `abacus-a`; columns from the last one on share its row. */
export const COLUMN_LIMIT = 64;

/** Epsilon of LayerNorm and RMSNorm. */
export const NORM_EPSILON = 1e-5;

/** Architecture of an abacus model; stored as JSON under `config` in the metadata of its safetensors file. */
export const modelConfigSchema = z
  .strictObject({
    /** `abacus-a`: LayerNorm, column embedding, ALiBi, ReLU MLP. `abacus-b`: RMSNorm, ALiBi, gated MLP, no biases. */
    family: z.enum(['abacus-a', 'abacus-b']),
    /** Token ids, the begin token included. */
    vocabulary: z.int().min(2),
    /** Width of the residual stream. */
    width: z.int().min(1),
    layers: z.int().min(1),
    /** Attention heads; `width / heads` is the head dimension. */
    heads: z.int().min(1),
    /** Hidden units of the MLP. */
    hidden: z.int().min(1),
    /** Longest text in tokens that the model was trained for, the begin token included. */
    context: z.int().min(1),
  })
  .refine(({ width, heads }) => width % heads === 0, {
    message: 'width must be a multiple of heads',
  });

export type ModelConfig = z.infer<typeof modelConfigSchema>;

/** A model as it lies on disk. */
export interface ModelParameters {
  config: ModelConfig;
  /** Name → values, exactly those of `parameterShapes(config)`. */
  parameters: Record<string, NamedArray>;
}

/**
 * Name → shape of every parameter, in the order of the computation. Linear layers are stored input dimension
 * first (y = x·W). Both families: V = vocabulary, d = width, h = hidden.
 */
export function parameterShapes(config: ModelConfig): Map<string, number[]> {
  const { family, vocabulary, width: d, layers, hidden: h } = config;
  const shapes = new Map<string, number[]>();
  const isA = family === 'abacus-a';
  const norm = (name: string): void => {
    shapes.set(`${name}.gain`, [d]);
    if (isA) shapes.set(`${name}.bias`, [d]);
  };
  shapes.set('token_embedding', [vocabulary, d]);
  if (isA) shapes.set('column_embedding', [COLUMN_LIMIT, d]);
  for (let i = 0; i < layers; i++) {
    const block = `blocks.${i}`;
    norm(`${block}.norm1`);
    for (const part of ['query', 'key', 'value', 'output']) shapes.set(`${block}.attention.${part}`, [d, d]);
    if (isA) shapes.set(`${block}.attention.output_bias`, [d]);
    norm(`${block}.norm2`);
    shapes.set(`${block}.mlp.up`, [d, h]);
    if (isA) shapes.set(`${block}.mlp.up_bias`, [h]);
    else shapes.set(`${block}.mlp.gate`, [d, h]);
    shapes.set(`${block}.mlp.down`, [h, d]);
    if (isA) shapes.set(`${block}.mlp.down_bias`, [d]);
  }
  norm('final_norm');
  shapes.set('unembedding', [d, vocabulary]);
  return shapes;
}

/** Number of parameters, embeddings included; one generated token costs about twice as many operations. */
export function parameterCount(config: ModelConfig): number {
  let count = 0;
  for (const shape of parameterShapes(config).values()) count += shape.reduce((product, n) => product * n, 1);
  return count;
}

/**
 * ALiBi slopes of one layer, after Press et al. 2021 (arXiv 2108.12409): 2^(−8i/heads) for
 * head i, so that the first one sees little beyond the character before, and 0 for the last head, which sees every
 * distance alike.
 */
export function alibiSlopes(heads: number): number[] {
  return Array.from({ length: heads }, (_, head) => (head === heads - 1 ? 0 : 2 ** ((-8 * head) / heads)));
}

/** Bytes of a model's safetensors file: float32 parameters, `config` as JSON in the metadata, and free strings beside it. */
export function encodeModel(
  { config, parameters }: ModelParameters,
  metadata: Record<string, string> = {},
): Uint8Array {
  return encodeSafetensors({
    tensors: parameters,
    metadata: { ...metadata, config: JSON.stringify(config) },
  });
}

/**
 * Reads a model's safetensors file.
 * @throws StorageError where the bytes are corrupt, the configuration is missing or invalid, or a parameter is
 * missing, unexpected or of another shape; `path` names the file in the message.
 */
export function decodeModel(bytes: Uint8Array, path = '(memory)'): ModelParameters {
  const { tensors, metadata } = decodeSafetensors(bytes, path);
  const unreadable = (what: string, cause?: unknown): StorageError =>
    new StorageError({
      path,
      message: `${path} is not an abacus model: ${what}.`,
      nextStep: 'Restore the file from the package, or train the model again.',
      cause,
    });
  let json: unknown;
  try {
    json = JSON.parse(metadata.config ?? 'null');
  } catch (cause) {
    throw unreadable('its metadata "config" is not JSON', cause);
  }
  const parsed = modelConfigSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw unreadable(
      `its metadata "config" is invalid at ${issue?.path.join('.') || '(root)'}: ${issue?.message}`,
    );
  }
  const shapes = parameterShapes(parsed.data);
  for (const [name, shape] of shapes) {
    const actual = tensors[name]?.shape;
    if (actual === undefined || actual.join() !== shape.join()) {
      throw unreadable(`expected "${name}" of shape [${shape}], found ${actual ? `[${actual}]` : 'none'}`);
    }
  }
  for (const name of Object.keys(tensors)) {
    if (!shapes.has(name)) throw unreadable(`it holds "${name}", which its configuration does not have`);
  }
  return { config: parsed.data, parameters: tensors };
}

/** Writes a model file, atomically. Throws StorageError. */
export function writeModel(
  path: string,
  model: ModelParameters,
  metadata: Record<string, string> = {},
): void {
  writeFileAtomic(path, encodeModel(model, metadata));
}

/** Reads a model file. Throws StorageError where it is missing or not a whole model. */
export function readModel(path: string): ModelParameters {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw storageError(path, 'read', error);
  }
  return decodeModel(bytes, path);
}
