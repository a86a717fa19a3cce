import { fileURLToPath } from 'node:url';
import { ConfigurationError } from '@roro/core';
import type { ArtefactStore } from './artefact-store.js';
import { FolderStore } from './folder-store.js';
import { parseS3Url } from './s3/s3-location.js';
import { S3Store, type S3StoreOptions } from './s3/s3-store.js';

export type OpenArtefactsOptions = S3StoreOptions;

/**
 * Opens a place for artefacts. Nothing is read or written yet.
 *
 * - a path or `file:` URL: a folder;
 * - `s3://bucket/prefix`: an S3-compatible bucket. `?endpoint=` names the server of another provider than AWS (MinIO, Ceph, R2, …),
 *   `?region=` the region (default `AWS_REGION`, `AWS_DEFAULT_REGION` or us-east-1).
 *
 * @throws ConfigurationError for a URL that names neither, or that holds credentials
 */
export function openArtefacts(url: string, options: OpenArtefactsOptions = {}): ArtefactStore {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) return new FolderStore(url);
  if (scheme === 'file') return new FolderStore(folderOf(url));
  if (scheme === 's3') return new S3Store(parseS3Url(url), options);
  throw new ConfigurationError({
    message: `Artefacts cannot be kept under "${scheme}:": expected a path, a file: URL or an s3: URL.`,
    nextStep: 'Name a folder, or a bucket as s3://bucket/prefix?endpoint=https://….',
  });
}

function folderOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw new ConfigurationError({
      message: `"${url}" names no folder of this machine.`,
      nextStep: 'Write it as file:///path or as a plain path.',
      cause,
    });
  }
}
