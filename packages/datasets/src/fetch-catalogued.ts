import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ProgressListener, type Split, StorageError, writeFileAtomic } from '@roro/core';
import { cacheFolder, type DataEnvironment } from './cache-folder.js';
import type { CatalogueEntry, HubFile } from './catalogue.js';
import { downloadFile } from './download-file.js';
import { fileChecksum } from './file-checksum.js';

export interface FetchOptions {
  /** Default: that of the process. */
  environment?: DataEnvironment;
  signal?: AbortSignal;
  onProgress?: ProgressListener;
}

/** Where a file of a data set is, or would be, in the cache. */
export function cachedPath(
  { repository, revision }: CatalogueEntry,
  { path }: HubFile,
  environment?: DataEnvironment,
): string {
  return join(
    cacheFolder(environment),
    'datasets',
    ...repository.split('/'),
    revision.slice(0, 12),
    ...path.split('/'),
  );
}

/** Address of a file of a data set at its revision. */
export function hubUrl(
  { repository, revision }: CatalogueEntry,
  { path }: HubFile,
  { HF_ENDPOINT }: DataEnvironment = process.env,
): string {
  const hub = (HF_ENDPOINT || 'https://huggingface.co').replace(/\/+$/, '');
  return `${hub}/datasets/${repository}/resolve/${revision}/${path}`;
}

/**
 * The file of one split of a catalogued data set: from the cache, else downloaded into it. Whichever it is, its SHA-256 is
 * that of the catalogue, or that which was noted beside it when it was first seen.
 *
 * @returns path in the cache
 * @throws StorageError where it is not there and cannot be downloaded, or is not the file that was pinned; AbortError
 */
export async function fetchCatalogued(
  entry: CatalogueEntry,
  split: Split,
  { environment = process.env, signal, onProgress }: FetchOptions = {},
): Promise<string> {
  const file = entry.files[split];
  if (file === undefined) throw new RangeError(`Data set "${entry.id}" has no split "${split}".`);
  const path = cachedPath(entry, file, environment);
  const note = `${path}.sha256`;
  if (existsSync(path)) {
    const actual = await fileChecksum(path);
    requireSame(path, actual, file.sha256 ?? notedChecksum(note));
    if (!existsSync(note)) writeFileAtomic(note, `${actual}\n`);
    return path;
  }
  const { HF_TOKEN } = environment;
  const checksum = await downloadFile({
    url: hubUrl(entry, file, environment),
    path,
    ...(file.sha256 === undefined ? {} : { sha256: file.sha256 }),
    ...(HF_TOKEN === undefined ? {} : { headers: { authorization: `Bearer ${HF_TOKEN}` } }),
    withoutNetwork: `Without a network, put the file of ${entry.title} at ${path}, or name a local copy with other columns as { path, columns } (docs/datasets.md).`,
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  writeFileAtomic(note, `${checksum}\n`);
  return path;
}

function notedChecksum(note: string): string | undefined {
  return existsSync(note) ? readFileSync(note, 'utf8').trim() : undefined;
}

function requireSame(path: string, actual: string, expected: string | undefined): void {
  if (expected === undefined || actual === expected) return;
  throw new StorageError({
    path,
    message: `${path} has changed: expected SHA-256 ${expected}, got ${actual}.`,
    nextStep: 'Delete it; it is downloaded again.',
  });
}
