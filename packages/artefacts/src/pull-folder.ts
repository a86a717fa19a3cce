import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConfigurationError, JsonlWriter, StorageError, storageError, writeFileAtomic } from '@roro/core';
import type { ArtefactStore } from './artefact-store.js';
import { type FolderIndex, readFolderIndex } from './folder-index.js';
import { requireObjectPath } from './object-path.js';
import { rawRecords, requireManifest } from './read-shards.js';
import { sha256 } from './sha256.js';

export interface PullFolderOptions {
  signal?: AbortSignal;
}

/** Records that go to a file in one write. */
const batch = 256;

/**
 * Brings back a folder that `pushFolder` keeps in a store, under its name only when it is complete.
 *
 * @throws ConfigurationError where the folder exists already
 * @throws StorageError for a file or shard that is missing or torn
 */
export async function pullFolder(
  source: ArtefactStore,
  folder: string,
  options: PullFolderOptions = {},
): Promise<FolderIndex> {
  if (existsSync(folder)) {
    throw new ConfigurationError({
      message: `${folder} exists already.`,
      nextStep: 'Choose another name, or move it away.',
    });
  }
  const index = await readFolderIndex(source);
  const unfinished = `${folder}.pulling`;
  await rm(unfinished, { recursive: true, force: true });
  try {
    await mkdir(unfinished, { recursive: true });
    for (const entry of index.entries) {
      const path = join(unfinished, requireObjectPath(entry.path));
      if (entry.kind === 'shards') await pullLines(source.at(entry.path), path, options);
      else writeFileAtomic(path, await pullFile(source, entry));
    }
    await rename(unfinished, folder);
  } catch (error) {
    throw error instanceof Error && 'syscall' in error ? storageError(folder, 'write', error) : error;
  }
  return index;
}

async function pullLines(source: ArtefactStore, path: string, options: PullFolderOptions): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const writer = new JsonlWriter(path);
  try {
    let records: unknown[] = [];
    for await (const { raw } of rawRecords(source, await requireManifest(source), options)) {
      records.push(raw);
      if (records.length < batch) continue;
      writer.appendAll(records);
      records = [];
    }
    writer.appendAll(records);
  } finally {
    writer.close();
  }
}

async function pullFile(
  source: ArtefactStore,
  { path, sha256: expected }: Extract<FolderIndex['entries'][number], { kind: 'file' }>,
): Promise<Uint8Array> {
  const bytes = await source.read(path);
  if (bytes !== undefined && sha256(bytes) === expected) return bytes;
  throw new StorageError({
    path: `${source.url}/${path}`,
    message: `${path} of ${source.url} is ${bytes === undefined ? 'missing' : 'torn: its SHA-256 is another one'}.`,
    nextStep: 'Push again.',
  });
}
