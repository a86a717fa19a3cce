import { createHash } from 'node:crypto';
import { canonicalJson, decodeSafetensors, encodeSafetensors, type NamedArray } from '@roro/core';
import type { AdamWState } from '@roro/tensor';
import { z } from 'zod';

/** Counted up when the form changes: a file of another version is refused. */
const formatVersion = '1';

/** What a checkpoint belongs to; one of another training is refused, and the first difference is named. */
export interface TrainingIdentity {
  /** `checkpointOf` of the options: configuration hash, method, setting, seed and the like. */
  of: Readonly<Record<string, unknown>>;
  options: Readonly<Record<string, unknown>>;
  /** Of the policy's weights, by name. */
  shapes: Readonly<Record<string, unknown>>;
}

/** Everything that the rest of a training depends on. */
export interface Checkpoint {
  identity: TrainingIdentity;
  /** Updates done. */
  update: number;
  /** Data position: groups of rollouts that these updates took. */
  groups: number;
  /** State of the random stream that the next update begins with, four words. */
  random: readonly number[];
  weights: Record<string, NamedArray>;
  optimiser: AdamWState;
}

/** A file that cannot be used, and why. */
export interface Refusal {
  reason: string;
  /** Is it whole, and of another training? */
  foreign: boolean;
}

const record = z.record(z.string(), z.unknown());
const metadataSchema = z.object({
  identity: z.object({ of: record, options: record, shapes: record }),
  update: z.number().int().nonnegative(),
  groups: z.number().int().nonnegative(),
  random: z.array(z.number().int().nonnegative()).length(4),
  step: z.number().int().nonnegative(),
});

const digestLabel = '"sha256":"';
const emptyDigest = '0'.repeat(64);

/**
 * One safetensors file. Its header holds the version, what it belongs to, the position, and the SHA-256 of the file with
 * zeros in the place of the digest.
 */
export function encodeCheckpoint({ weights, optimiser, ...position }: Checkpoint): Uint8Array {
  const tensors: Record<string, NamedArray> = {};
  for (const [name, array] of Object.entries(weights)) tensors[`weights.${name}`] = array;
  for (const [name, array] of Object.entries(optimiser.tensors)) tensors[`optimiser.${name}`] = array;
  const state = canonicalJson({ ...position, step: optimiser.step });
  const bytes = Buffer.from(
    encodeSafetensors({ tensors, metadata: { version: formatVersion, sha256: emptyDigest, state } }),
  );
  bytes.write(sha256(bytes), digestOffset(bytes) as number);
  return bytes;
}

/** Reads the file of a training; a reason where it is torn, damaged, of another version or of another training. */
export function decodeCheckpoint(file: Uint8Array, expected: TrainingIdentity): Checkpoint | Refusal {
  const bytes = Buffer.from(file);
  const offset = digestOffset(bytes);
  if (offset === undefined) {
    return { foreign: false, reason: `it is torn: its ${bytes.length} bytes hold no SHA-256` };
  }
  const digest = bytes.toString('latin1', offset, offset + emptyDigest.length);
  bytes.write(emptyDigest, offset);
  if (sha256(bytes) !== digest) {
    return { foreign: false, reason: `it is torn: the SHA-256 of its ${bytes.length} bytes does not fit` };
  }
  const { tensors, metadata } = decodeSafetensors(bytes);
  if (metadata['version'] !== formatVersion) {
    return {
      foreign: true,
      reason: `it has version ${metadata['version'] ?? 'none'}, expected ${formatVersion}`,
    };
  }
  const { step, ...position } = metadataSchema.parse(JSON.parse(metadata['state'] ?? '{}'));
  const difference = firstDifference(position.identity, expected);
  if (difference !== undefined) {
    return { foreign: true, reason: `it belongs to another training: ${difference}` };
  }
  const part = (prefix: string): Record<string, NamedArray> =>
    Object.fromEntries(
      Object.entries(tensors).flatMap(([name, array]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), array]] : [],
      ),
    );
  return { ...position, weights: part('weights.'), optimiser: { step, tensors: part('optimiser.') } };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Where the digest begins. Quotes within the strings of a header are escaped, so that its own key comes first. */
function digestOffset(bytes: Buffer): number | undefined {
  const at = bytes.indexOf(digestLabel);
  const offset = at + digestLabel.length;
  return at === -1 || offset + emptyDigest.length > bytes.length ? undefined : offset;
}

function firstDifference(found: TrainingIdentity, expected: TrainingIdentity): string | undefined {
  for (const part of ['of', 'options', 'shapes'] as const) {
    const [own, other] = [expected[part], found[part]];
    for (const key of Object.keys({ ...own, ...other }).sort()) {
      const [wanted, got] = [own[key], other[key]].map((value) =>
        value === undefined ? 'none' : canonicalJson(value),
      );
      if (wanted !== got) return `${part === 'shapes' ? 'shape of ' : ''}${key} ${got}, expected ${wanted}`;
    }
  }
  return undefined;
}
