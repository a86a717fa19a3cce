import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { storageError } from '@roro/core';
import type { ArtefactStore } from './artefact-store.js';
import { type FolderIndex, indexName } from './folder-index.js';
import { readJsonLines } from './read-json-lines.js';
import { sha256 } from './sha256.js';
import type { ShardFormat } from './shard-format.js';
import { lineShards, type ShardSchema } from './shard-schema.js';
import { writeShards } from './write-shards.js';

export interface PushFolderOptions {
  format?: ShardFormat;
  /** The schema of a JSON lines file by its path in the folder, with "/"; undefined for lines of any form. */
  schemaOf?(path: string): ShardSchema<unknown> | undefined;
  signal?: AbortSignal;
}

/**
 * Keeps a folder in a store: its JSON lines files as shards, all others as they are, and, when everything is there, `folder.json`. Files
 * of a write that a crash cut short (`*.tmp`) are left out. Pushing again sends what has changed.
 *
 * @throws what `writeShards` throws
 */
export async function pushFolder(
  folder: string,
  to: ArtefactStore,
  { format, schemaOf, signal }: PushFolderOptions = {},
): Promise<FolderIndex> {
  const entries: FolderIndex['entries'] = [];
  for (const path of await filesOf(folder)) {
    const file = join(folder, path);
    if (path.endsWith('.jsonl')) {
      const { records } = await writeShards(readJsonLines(file), {
        to: to.at(path),
        schema: schemaOf?.(path) ?? lineShards,
        ...(format === undefined ? {} : { format }),
        ...(signal === undefined ? {} : { signal }),
      });
      entries.push({ kind: 'shards', path, records });
    } else {
      const bytes = await readFile(file).catch((error: unknown) => {
        throw storageError(file, 'read', error);
      });
      const digest = sha256(bytes);
      if ((await to.digest(path)) !== digest) await to.write(path, bytes);
      entries.push({ kind: 'file', path, bytes: bytes.length, sha256: digest });
    }
  }
  const index: FolderIndex = { version: 1, entries };
  await to.write(indexName, new TextEncoder().encode(`${JSON.stringify(index, null, 2)}\n`));
  return index;
}

/** Paths of the files below a folder, with "/", sorted. */
async function filesOf(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.tmp'))
      .map(({ parentPath, name }) =>
        join(parentPath, name).slice(join(folder, '/').length).replaceAll('\\', '/'),
      )
      .sort();
  } catch (error) {
    throw storageError(folder, 'read', error);
  }
}
