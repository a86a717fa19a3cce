import { AbortError, ConfigurationError, errorMessage, StorageError } from '@roro/core';
import type { ArtefactStore } from './artefact-store.js';
import { sha256 } from './sha256.js';
import { decodeShard } from './shard-format.js';
import { readManifest, type ShardEntry, type ShardManifest } from './shard-manifest.js';
import type { ShardSchema } from './shard-schema.js';

export interface ReadShardsOptions {
  signal?: AbortSignal;
}

/**
 * The records of a store, in the order they were written. A shard is fetched whole, held against its SHA-256 and unpacked as its records
 * are taken; the next one is fetched meanwhile, and no more than that. Every record is held against the schema.
 *
 * @throws StorageError for shards that were never finished, a torn or missing shard (named), and a record that does not fit
 * @throws ConfigurationError for records of another kind or version
 */
export async function* readShards<T>(
  source: ArtefactStore,
  schema: ShardSchema<T>,
  options: ReadShardsOptions = {},
): AsyncGenerator<T, void> {
  for await (const { record } of checkedRecords(source, schema, options)) yield record;
}

/** Records that fit their schema, and `raw` as they were written: a schema may leave out fields that it does not know. */
export async function* checkedRecords<T>(
  source: ArtefactStore,
  schema: ShardSchema<T>,
  options: ReadShardsOptions,
): AsyncGenerator<{ raw: unknown; record: T }, void> {
  const manifest = await requireManifest(source);
  const { id, version } = manifest.schema;
  if (id !== schema.id || version !== schema.version) {
    throw new ConfigurationError({
      message: `${source.url} holds records "${id}" of version ${version}: expected "${schema.id}" of version ${schema.version}.`,
      nextStep: 'Name other shards, or read them by their own schema.',
    });
  }
  for await (const { raw, shard, position } of rawRecords(source, manifest, options)) {
    const parsed = schema.record.safeParse(raw);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw new StorageError({
        path: `${source.url}/${shard}`,
        message: `Record ${position} of shard ${shard} of ${source.url} does not fit its schema at ${issue?.path.join('.') || '(root)'}: ${issue?.message}.`,
        nextStep: 'Write the shards again from their source.',
        cause: parsed.error,
      });
    }
    yield { raw, record: parsed.data };
  }
}

/** The manifest of finished shards. Throws StorageError where there is none. */
export async function requireManifest(source: ArtefactStore): Promise<ShardManifest> {
  const manifest = await readManifest(source);
  if (manifest !== undefined) return manifest;
  throw new StorageError({
    path: source.url,
    message: `${source.url} has no manifest.json: there are no shards, or their writing did not end.`,
    nextStep: 'Check the place, or run again what writes them: shards that are whole are kept.',
  });
}

export interface RawRecord {
  raw: unknown;
  /** Name of its shard, and its place there from 0 on. */
  shard: string;
  position: number;
}

/** Records as they were written, without their schema. */
export async function* rawRecords(
  source: ArtefactStore,
  manifest: ShardManifest,
  { signal }: ReadShardsOptions = {},
): AsyncGenerator<RawRecord, void> {
  const fetched = (index: number): Promise<Uint8Array> | undefined => {
    const entry = manifest.shards[index];
    const shard = entry === undefined ? undefined : fetchShard(source, entry);
    // Awaited later, or never where the reader stops early.
    shard?.catch(() => undefined);
    return shard;
  };
  let next = fetched(0);
  for (const [index, entry] of manifest.shards.entries()) {
    const bytes = (await next) as Uint8Array;
    next = fetched(index + 1);
    let position = 0;
    const records = decodeShard(manifest.format, bytes, entry.characters);
    for (;;) {
      if (signal?.aborted === true) {
        throw new AbortError({
          message: `The reading of ${source.url} was stopped.`,
          nextStep: 'Read it again.',
        });
      }
      const step = await nextRecord(source, entry, records);
      if (step.done === true) break;
      yield { raw: step.value, shard: entry.name, position };
      position += 1;
    }
    if (position !== entry.records) {
      throw torn(source, entry, `expected ${entry.records} records, found ${position}`);
    }
  }
}

async function fetchShard(source: ArtefactStore, entry: ShardEntry): Promise<Uint8Array> {
  const bytes = await source.read(entry.name);
  if (bytes === undefined) throw torn(source, entry, 'it is missing');
  if (bytes.length !== entry.bytes)
    throw torn(source, entry, `expected ${entry.bytes} bytes, found ${bytes.length}`);
  const digest = sha256(bytes);
  if (digest === entry.sha256) return bytes;
  throw torn(source, entry, `expected SHA-256 ${entry.sha256}, found ${digest}`);
}

async function nextRecord(
  source: ArtefactStore,
  entry: ShardEntry,
  records: AsyncGenerator<unknown, void>,
): Promise<IteratorResult<unknown, void>> {
  try {
    return await records.next();
  } catch (cause) {
    if (ConfigurationError.isInstance(cause)) throw cause;
    throw torn(source, entry, `it cannot be unpacked (${errorMessage(cause)})`, cause);
  }
}

function torn({ url }: ArtefactStore, { name }: ShardEntry, what: string, cause?: unknown): StorageError {
  return new StorageError({
    path: `${url}/${name}`,
    message: `Shard ${name} of ${url} is torn: ${what}.`,
    nextStep: 'Write the shards again: what is whole is kept.',
    cause,
  });
}
