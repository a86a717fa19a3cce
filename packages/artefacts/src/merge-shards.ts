import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArtefactStore } from './artefact-store.js';
import { checkedRecords, requireManifest } from './read-shards.js';
import { sha256 } from './sha256.js';
import type { ShardManifest } from './shard-manifest.js';
import { SortBuckets } from './sort-buckets.js';
import { type WriteShardsOptions, writeShards } from './write-shards.js';

export interface MergeReport {
  manifest: ShardManifest;
  /** Records left out because the same one was there already: a queue may hand out a job twice. */
  duplicates: number;
  /** Records left out although they differ from the one of the same key that was kept. */
  conflicts: number;
}

/** A bucket is sorted in memory. */
const charactersPerBucket = 2 ** 26;

/**
 * Puts the shards of several workers together: one record a key, in the order of the keys' SHA-256, so that the result is the same
 * whoever wrote what and in whatever order the stores are named. Of records that differ under one key the one whose JSON sorts first is
 * kept. Memory is bounded: records are sorted by way of files in the folder for temporary ones, which takes as much disk as they have
 * characters.
 *
 * @throws what `readShards` and `writeShards` throw
 */
export async function mergeShards<T>(
  sources: readonly ArtefactStore[],
  options: WriteShardsOptions<T>,
): Promise<MergeReport> {
  const { schema, signal } = options;
  const manifests = await Promise.all(sources.map(requireManifest));
  const characters = manifests
    .flatMap(({ shards }) => shards)
    .reduce((sum, shard) => sum + shard.characters, 0);
  const folder = await mkdtemp(join(tmpdir(), 'roro-merge-'));
  const report = { duplicates: 0, conflicts: 0 };
  try {
    const buckets = new SortBuckets(folder, Math.ceil(characters / charactersPerBucket));
    try {
      for (const source of sources) {
        for await (const { raw, record } of checkedRecords(
          source,
          schema,
          signal === undefined ? {} : { signal },
        )) {
          buckets.add(sha256(schema.key(record)), JSON.stringify(raw));
        }
      }
    } finally {
      buckets.close();
    }
    const manifest = await writeShards(distinct(buckets, report) as Iterable<T>, options);
    return { manifest, ...report };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function* distinct(buckets: SortBuckets, report: Omit<MergeReport, 'manifest'>): Generator<unknown, void> {
  let last: { key: string; json: string } | undefined;
  for (const { key, json } of buckets.sorted()) {
    if (last?.key === key) {
      if (last.json === json) report.duplicates += 1;
      else report.conflicts += 1;
      continue;
    }
    last = { key, json };
    yield JSON.parse(json);
  }
}
