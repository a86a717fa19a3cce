import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import {
  decodeSafetensors,
  encodeSafetensors,
  type NamedArray,
  StorageError,
  writeFileAtomic,
} from '@roro/core';
import type { AdamWState } from '@roro/tensor';

export interface Checkpoint {
  /** Updates done. */
  update: number;
  /** Hash of the options and the policy's shape: a checkpoint of another training is refused. */
  fingerprint: string;
  weights: Record<string, NamedArray>;
  optimiser: AdamWState;
}

/** Writes weights, optimiser state and position in one file, atomically. */
export function writeCheckpoint(path: string, { update, fingerprint, weights, optimiser }: Checkpoint): void {
  const tensors: Record<string, NamedArray> = {};
  for (const [name, array] of Object.entries(weights)) tensors[`weights.${name}`] = array;
  for (const [name, array] of Object.entries(optimiser.tensors)) tensors[`optimiser.${name}`] = array;
  const bytes = encodeSafetensors({
    tensors,
    metadata: { update: String(update), step: String(optimiser.step), fingerprint },
  });
  const checksum = createHash('sha256').update(bytes).digest();
  const file = new Uint8Array(bytes.length + checksum.length);
  file.set(bytes);
  file.set(checksum, bytes.length);
  writeFileAtomic(path, file);
}

/** Reads a checkpoint; undefined where there is none. Throws StorageError where it is torn or of another training. */
export function readCheckpoint(path: string, fingerprint: string): Checkpoint | undefined {
  if (!existsSync(path)) return undefined;
  const file = readFileSync(path);
  const bytes = file.subarray(0, -32);
  const nextStep = 'Remove the file to train from the beginning, or restore it.';
  if (file.length < 32 || !createHash('sha256').update(bytes).digest().equals(file.subarray(-32))) {
    throw new StorageError({ path, message: `${path} is torn: its checksum does not fit.`, nextStep });
  }
  const { tensors, metadata } = decodeSafetensors(bytes, path);
  if (metadata['fingerprint'] !== fingerprint) {
    throw new StorageError({
      path,
      message: `${path} belongs to a training with other options or another policy.`,
      nextStep: 'Train into another folder, or remove the file.',
    });
  }
  const part = (prefix: string): Record<string, NamedArray> =>
    Object.fromEntries(
      Object.entries(tensors).flatMap(([name, array]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), array]] : [],
      ),
    );
  return {
    update: Number(metadata['update']),
    fingerprint,
    weights: part('weights.'),
    optimiser: { step: Number(metadata['step']), tensors: part('optimiser.') },
  };
}
