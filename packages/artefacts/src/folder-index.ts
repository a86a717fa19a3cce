import { StorageError } from '@roro/core';
import { z } from 'zod';
import type { ArtefactStore } from './artefact-store.js';

/** A folder as a store keeps it: `folder.json`, written last. */
export const folderIndexSchema = z.object({
  version: z.literal(1),
  entries: z.array(
    z.discriminatedUnion('kind', [
      /** Kept as it is, under its own path. */
      z.object({ kind: z.literal('file'), path: z.string(), bytes: z.number(), sha256: z.string() }),
      /** A file of JSON lines, kept as shards in a place of its name. */
      z.object({ kind: z.literal('shards'), path: z.string(), records: z.number() }),
    ]),
  ),
});
export type FolderIndex = z.infer<typeof folderIndexSchema>;

export const indexName = 'folder.json';

/** Throws StorageError where there is no finished folder. */
export async function readFolderIndex(source: ArtefactStore): Promise<FolderIndex> {
  const bytes = await source.read(indexName);
  if (bytes === undefined) {
    throw new StorageError({
      path: source.url,
      message: `${source.url} has no ${indexName}: nothing was pushed there, or the push did not end.`,
      nextStep: 'Check the URL, or push again: what is whole is kept.',
    });
  }
  try {
    return folderIndexSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw new StorageError({
      path: `${source.url}/${indexName}`,
      message: `${indexName} of ${source.url} is no index of version 1.`,
      nextStep: 'Push again.',
      cause,
    });
  }
}
