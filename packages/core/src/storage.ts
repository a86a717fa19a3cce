import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { StorageError } from './errors.js';

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** Turns an operating-system error into one that says what to do next. */
export function storageError(path: string, action: string, cause: unknown): StorageError {
  if (cause instanceof StorageError) return cause;
  const code = errorCode(cause);
  const nextStep =
    code === 'ENOSPC'
      ? 'The disk is full: free some space and run the same command again; everything written so far is kept.'
      : code === 'ENOENT'
        ? 'Check the path.'
        : code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
          ? 'Check the permissions of the folder, or choose another one.'
          : 'Run the same command again once the cause is removed.';
  return new StorageError({
    path,
    message: `Could not ${action} ${path}${code === undefined ? '' : ` (${code})`}.`,
    nextStep,
    cause,
  });
}

/** Writes all bytes or throws: a short write on a full disk is an error, not a shorter file. */
export function writeFully(descriptor: number, data: string | Uint8Array, position?: number): void {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  let offset = 0;
  while (offset < bytes.length) {
    const at = position === undefined ? null : position + offset;
    offset += writeSync(descriptor, bytes, offset, bytes.length - offset, at);
  }
}

/**
 * Replaces a file in one step (write beside it, flush, rename): a crash leaves the old file or the new one,
 * never a torn one. Throws StorageError.
 *
 * @param data the whole content, or its parts one after the other: a file may be longer than the longest string
 */
export function writeFileAtomic(path: string, data: string | Uint8Array | Generator<string>): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const descriptor = openSync(temporary, 'w');
    try {
      if (typeof data === 'string' || data instanceof Uint8Array) writeFully(descriptor, data);
      else for (const part of data) writeFully(descriptor, part);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
  } catch (error) {
    try {
      rmSync(temporary, { force: true });
    } catch {
      // The folder itself is unusable; the first error says why.
    }
    throw storageError(path, 'write', error);
  }
}

/** Pretty JSON with a final newline, atomically. */
export function writeJsonFile(path: string, value: unknown): void {
  writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** Reads and parses a JSON file. Throws StorageError where it is missing or not JSON. */
export function readJsonFile(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw storageError(path, 'read', error);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StorageError({
      path,
      message: `${path} is not valid JSON (${text.length} characters).`,
      nextStep: 'Restore the file, or delete it and run the command that made it again.',
      cause,
    });
  }
}
