import { StorageError } from '@roro/core';
import { z } from 'zod';
import type { ArtefactStore } from './artefact-store.js';
import { shardFormats } from './shard-format.js';

const count = z.number().int().nonnegative();

export const shardEntrySchema = z.object({
  /** `<number>-<first 16 digits of the SHA-256>.<format>`: other content has another name, so that nothing is ever overwritten. */
  name: z.string().regex(/^\d{5,}-[0-9a-f]{16}\.[a-z.]+$/),
  records: count,
  bytes: count,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Characters of its records as JSON: what reading takes, whatever the compression. */
  characters: count,
});
export type ShardEntry = z.infer<typeof shardEntrySchema>;

/** What the shards of a data set are: `manifest.json` beside them, written last. */
export const shardManifestSchema = z.object({
  version: z.literal(1),
  schema: z.object({ id: z.string(), version: z.number().int() }),
  format: z.enum(shardFormats),
  records: count,
  /** In the order of the records. */
  shards: z.array(shardEntrySchema),
});
export type ShardManifest = z.infer<typeof shardManifestSchema>;

export const manifestName = 'manifest.json';

/** The manifest of the shards in a store; undefined where they were never finished. Throws StorageError for a broken one. */
export async function readManifest(source: ArtefactStore): Promise<ShardManifest | undefined> {
  const bytes = await source.read(manifestName);
  if (bytes === undefined) return undefined;
  const parsed = shardManifestSchema.safeParse(jsonOf(bytes));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new StorageError({
    path: `${source.url}/${manifestName}`,
    message: `${manifestName} of ${source.url} is no manifest of version 1: ${issue?.path.join('.') || '(root)'}: ${issue?.message}.`,
    nextStep: 'Write the shards again: what is whole is kept.',
    cause: parsed.error,
  });
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
