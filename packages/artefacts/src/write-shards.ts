import { AbortError, ConfigurationError, ValidationError } from '@roro/core';
import type { ArtefactStore } from './artefact-store.js';
import { sha256 } from './sha256.js';
import { type ShardEncoder, type ShardFormat, shardEncoder } from './shard-format.js';
import { manifestName, readManifest, type ShardEntry, type ShardManifest } from './shard-manifest.js';
import type { ShardSchema } from './shard-schema.js';

export interface WriteShardsOptions<T> {
  to: ArtefactStore;
  schema: ShardSchema<T>;
  /** Default `jsonl.gz`, which everything reads. */
  format?: ShardFormat;
  /** Default 10,000. A shard ends earlier where its records are longer than 64 Mi characters. */
  recordsPerShard?: number;
  signal?: AbortSignal;
}

/** Readers hold a shard in memory. */
const charactersPerShard = 2 ** 26;

/**
 * Writes records as shards and, when all of them are there, `manifest.json`, which alone makes them readable. The same records make the
 * same shards, byte for byte (in one version of Node, for the compressed formats). After a crash the same call goes on: shards that are
 * whole are not written again. Where the store held other shards, readers see the old ones until the manifest is there; then those are
 * removed. One writer a store at a time: several write to stores of their own, and `mergeShards` puts theirs together.
 *
 * Records are taken as they are needed, and at most two shards are in memory.
 *
 * @throws ValidationError for a record that does not fit the schema, AbortError, StorageError
 */
export async function writeShards<T>(
  records: Iterable<T> | AsyncIterable<T>,
  { to, schema, format = 'jsonl.gz', recordsPerShard = 10_000, signal }: WriteShardsOptions<T>,
): Promise<ShardManifest> {
  if (!Number.isSafeInteger(recordsPerShard) || recordsPerShard < 1) {
    throw new ConfigurationError({
      message: `A shard cannot hold ${recordsPerShard} records: expected a whole number from 1 on.`,
      nextStep: 'Set another `recordsPerShard`.',
    });
  }
  const previous = await readManifest(to);
  const shards: Promise<ShardEntry>[] = [];
  let shard: OpenShard | undefined;
  let count = 0;
  const close = async (): Promise<void> => {
    if (shard === undefined) return;
    // One is packed and written while the next one fills.
    await shards.at(-1);
    shards.push(writeShard(to, format, shards.length, shard));
    shards.at(-1)?.catch(() => undefined);
    shard = undefined;
  };
  try {
    for await (const record of records) {
      requireNotAborted(signal);
      requireFit(record, schema, count);
      shard ??= { encoder: await shardEncoder(format, schema.record), records: 0, characters: 0 };
      shard.characters += shard.encoder.add(record);
      shard.records += 1;
      count += 1;
      if (shard.records >= recordsPerShard || shard.characters >= charactersPerShard) await close();
    }
    await close();
  } finally {
    // Nothing goes on being written after this has failed.
    await Promise.allSettled(shards);
  }
  const entries = await Promise.all(shards);
  requireNotAborted(signal);
  const manifest: ShardManifest = {
    version: 1,
    schema: { id: schema.id, version: schema.version },
    format,
    records: count,
    shards: entries,
  };
  await to.write(manifestName, new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`));
  const kept = new Set(entries.map(({ name }) => name));
  for (const { name } of previous?.shards ?? []) if (!kept.has(name)) await to.remove(name);
  return manifest;
}

interface OpenShard {
  encoder: ShardEncoder;
  records: number;
  characters: number;
}

async function writeShard(
  to: ArtefactStore,
  format: ShardFormat,
  number: number,
  { encoder, records, characters }: OpenShard,
): Promise<ShardEntry> {
  const bytes = await encoder.finish();
  const digest = sha256(bytes);
  const name = `${String(number).padStart(5, '0')}-${digest.slice(0, 16)}.${format}`;
  if ((await to.digest(name)) !== digest) await to.write(name, bytes);
  return { name, records, bytes: bytes.length, sha256: digest, characters };
}

function requireNotAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new AbortError({
    message: 'The writing of shards was stopped before its end.',
    nextStep: 'Run it again: shards that are whole are kept.',
  });
}

function requireFit<T>(record: T, schema: ShardSchema<T>, position: number): void {
  const parsed = schema.record.safeParse(record);
  if (parsed.success) return;
  const issue = parsed.error.issues[0];
  throw new ValidationError({
    message: `Record ${position} is no ${schema.id} of version ${schema.version}: ${issue?.path.join('.') || '(root)'}: ${issue?.message}.`,
    nextStep: 'Leave it out or repair it.',
    cause: parsed.error,
  });
}
