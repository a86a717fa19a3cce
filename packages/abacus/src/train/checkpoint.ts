import { existsSync, readFileSync } from 'node:fs';
import {
  decodeSafetensors,
  encodeSafetensors,
  type NamedArray,
  StorageError,
  storageError,
  writeFileAtomic,
} from '@roro/core';
import type { AdamWState } from '@roro/tensor';
import { z } from 'zod';

/** Everything that the rest of a training depends on; the texts of an update follow from the seed and its number. */
export interface Checkpoint {
  /** Updates made. */
  updates: number;
  /** Positions trained on so far, padding not counted. */
  tokens: number;
  /** The training's own description; a resumed one must have the same. */
  description: string;
  parameters: Record<string, NamedArray>;
  optimiser: AdamWState;
}

const metadataSchema = z.object({
  updates: z.coerce.number().int().min(0),
  tokens: z.coerce.number().int().min(0),
  step: z.coerce.number().int().min(0),
  description: z.string(),
});

/** One safetensors file, replaced atomically. */
export function writeCheckpoint(path: string, checkpoint: Checkpoint): void {
  const { updates, tokens, description, parameters, optimiser } = checkpoint;
  const tensors: Record<string, NamedArray> = {};
  for (const [name, array] of Object.entries(parameters)) tensors[`parameter.${name}`] = array;
  for (const [name, array] of Object.entries(optimiser.tensors)) tensors[`optimiser.${name}`] = array;
  const metadata = {
    updates: String(updates),
    tokens: String(tokens),
    step: String(optimiser.step),
    description,
  };
  writeFileAtomic(path, encodeSafetensors({ tensors, metadata }));
}

/** Undefined where there is none. Throws StorageError where it cannot be read. */
export function readCheckpoint(path: string): Checkpoint | undefined {
  if (!existsSync(path)) return undefined;
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw storageError(path, 'read', error);
  }
  const file = decodeSafetensors(bytes, path);
  const metadata = metadataSchema.safeParse(file.metadata);
  if (!metadata.success) {
    throw new StorageError({
      path,
      message: `${path} is no training checkpoint: its metadata lacks ${metadata.error.issues[0]?.path.join('.')}.`,
      nextStep: 'Delete it to start the training again.',
    });
  }
  const { updates, tokens, step, description } = metadata.data;
  const withPrefix = (prefix: string): Record<string, NamedArray> =>
    Object.fromEntries(
      Object.entries(file.tensors)
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, array]) => [name.slice(prefix.length), array]),
    );
  return {
    updates,
    tokens,
    description,
    parameters: withPrefix('parameter.'),
    optimiser: { step, tensors: withPrefix('optimiser.') },
  };
}
