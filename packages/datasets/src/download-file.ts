import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  AbortError,
  errorMessage,
  type ProgressListener,
  StorageError,
  storageError,
  writeFully,
} from '@roro/core';
import { fileChecksum } from './file-checksum.js';

export interface DownloadOptions {
  url: string;
  /** Where the file goes. It appears there whole and verified, or not at all. */
  path: string;
  /** Expected SHA-256; without one nothing is compared. */
  sha256?: string;
  headers?: Record<string, string>;
  /** What a reader can do without a network: the last sentence of errors. */
  withoutNetwork?: string;
  signal?: AbortSignal;
  /** In bytes. */
  onProgress?: ProgressListener;
}

/**
 * Downloads a file. What arrives is kept in `<path>.part`, so that the same call goes on where an earlier one was cut off.
 * Where there is no network, or a server refuses, nothing at `path` changes.
 *
 * @returns SHA-256 of the file
 * @throws StorageError where the server cannot be reached, refuses or sends another file than the checksum names; AbortError
 */
export async function downloadFile(options: DownloadOptions): Promise<string> {
  const { path, sha256, url } = options;
  const part = `${path}.part`;
  await receive(options, part);
  const actual = await fileChecksum(part);
  if (sha256 !== undefined && actual !== sha256) {
    rmSync(part, { force: true });
    throw new StorageError({
      path,
      message: `${url} is not the file that was expected: SHA-256 ${sha256}, got ${actual}.`,
      nextStep: 'Nothing was kept. Try again; if it is the same, the source has changed its file.',
    });
  }
  renameSync(part, path);
  return actual;
}

async function receive(options: DownloadOptions, part: string): Promise<void> {
  const { url, path, headers, signal, onProgress } = options;
  mkdirSync(dirname(path), { recursive: true });
  const have = existsSync(part) ? statSync(part).size : 0;
  const response = await request(options, {
    ...headers,
    ...(have === 0 ? {} : { range: `bytes=${have}-` }),
  });
  if (response.status === 416 && have > 0) {
    // What is there is no beginning of the file, or all of it: the checksum cannot tell without asking again.
    await response.body?.cancel();
    rmSync(part, { force: true });
    return receive(options, part);
  }
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw refused(options, response.status);
  }
  const start = response.status === 206 ? have : 0;
  // Where a body was compressed on the way, its declared length is not the file's.
  const isWhole = !response.headers.has('content-encoding');
  const length = isWhole ? response.headers.get('content-length') : null;
  const total = length === null ? undefined : start + Number(length);
  let done = start;
  const descriptor = openPart(part, start === 0 ? 'w' : 'a');
  try {
    for await (const chunk of response.body) {
      write(descriptor, part, chunk);
      done += chunk.length;
      if (total !== undefined) onProgress?.({ type: 'progress', task: `download ${url}`, done, total });
    }
    fsyncSync(descriptor);
  } catch (cause) {
    if (StorageError.isInstance(cause)) throw cause;
    throwIfAborted(signal);
    throw unreachable(
      options,
      cause,
      `broke off after ${done}${total === undefined ? '' : ` of ${total}`} bytes`,
    );
  } finally {
    closeSync(descriptor);
  }
  if (total === undefined || done === total) return;
  throw unreachable(options, undefined, `ended after ${done} of ${total} bytes`);
}

async function request(options: DownloadOptions, headers: Record<string, string>): Promise<Response> {
  const { url, signal } = options;
  try {
    return await fetch(url, {
      // Bytes of the file itself, so that a range of them is a range of the file.
      headers: { ...headers, 'accept-encoding': 'identity' },
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (cause) {
    throwIfAborted(signal);
    throw unreachable(options, cause, 'failed');
  }
}

function openPart(part: string, flags: 'a' | 'w'): number {
  try {
    return openSync(part, flags);
  } catch (error) {
    throw storageError(part, 'open', error);
  }
}

function write(descriptor: number, part: string, chunk: Uint8Array): void {
  try {
    writeFully(descriptor, chunk);
  } catch (error) {
    throw storageError(part, 'write', error);
  }
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new AbortError({
    message: 'The download was stopped.',
    nextStep: 'Run the same command again: it goes on where it stopped.',
    cause: signal.reason,
  });
}

function unreachable(
  { url, path, withoutNetwork }: DownloadOptions,
  cause: unknown,
  what: string,
): StorageError {
  const reason = cause === undefined ? '' : `: ${reasonOf(cause)}`;
  return new StorageError({
    path,
    message: `The download of ${url} ${what}${reason}.`,
    nextStep: `Check the network and run the same command again; what has arrived is kept.${withoutNetwork === undefined ? '' : ` ${withoutNetwork}`}`,
    cause,
  });
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code =
    typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : undefined;
  return code ?? errorMessage(cause ?? error);
}

function refused({ url, path, withoutNetwork }: DownloadOptions, status: number): StorageError {
  return new StorageError({
    path,
    message: `${url} answered with status ${status}.`,
    nextStep:
      status === 401 || status === 403
        ? 'Accept the terms of the data set on the hub, and set HF_TOKEN to a token of that account.'
        : (withoutNetwork ?? 'Check the address.'),
  });
}
