import { closeSync, existsSync, fstatSync, ftruncateSync, mkdirSync, openSync, readSync } from 'node:fs';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { StorageError } from './errors.js';
import { storageError, writeFileAtomic, writeFully } from './storage.js';

export interface JsonlContents<T> {
  records: T[];
  /** Text of a last line that a crash cut short; it was left out of `records`. */
  tornLine?: string;
}

/**
 * Reads one record a line. A last line without its newline is a write that a crash cut short: it is left out
 * and returned as `tornLine`. Any other bad line is an error that names its number. A missing file is empty.
 */
export function readJsonl<T>(path: string, schema: z.ZodType<T>): JsonlContents<T> {
  if (!existsSync(path)) return { records: [] };
  const records: T[] = [];
  let line = 0;
  let rest = '';
  for (const block of textBlocks(path)) {
    const text = rest + block;
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      line += 1;
      const content = text.slice(start, end);
      start = end + 1;
      if (content.trim() !== '') records.push(parseLine(path, line, content, schema));
    }
    rest = text.slice(start);
  }
  return rest === '' ? { records } : { records, tornLine: rest };
}

/** A file may hold more than the longest string that there is. */
const blockBytes = 2 ** 22;

function* textBlocks(path: string): Generator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const block = new Uint8Array(blockBytes);
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    for (;;) {
      const count = readSync(descriptor, block);
      if (count === 0) break;
      yield decoder.decode(block.subarray(0, count), { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    throw StorageError.isInstance(error) ? error : storageError(path, 'read', error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Replaces a file by one record a line, in one step (`writeFileAtomic`), however many there are. Throws StorageError. */
export function writeJsonlFile(path: string, records: Iterable<unknown>): void {
  writeFileAtomic(path, lineBlocks(records));
}

function* lineBlocks(records: Iterable<unknown>): Generator<string> {
  let block = '';
  for (const record of records) {
    block += `${JSON.stringify(record)}\n`;
    if (block.length < blockBytes) continue;
    yield block;
    block = '';
  }
  yield block;
}

function parseLine<T>(path: string, line: number, content: string, schema: z.ZodType<T>): T {
  const nextStep = `Delete or repair line ${line}; the lines before and after it are kept.`;
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (cause) {
    throw new StorageError({
      path,
      message: `${path}:${line} is not valid JSON (${content.length} characters).`,
      nextStep,
      cause,
    });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new StorageError({
      path,
      message: `${path}:${line} does not fit its schema at ${issue?.path.join('.') || '(root)'}: ${issue?.message ?? 'unknown'}.`,
      nextStep,
      cause: parsed.error,
    });
  }
  return parsed.data;
}

/**
 * Appends records, one a line, each in one write. Opening cuts off a torn last line that a crash left, so that
 * what is appended next starts on a line of its own. A failed append removes what it wrote of its line.
 */
export class JsonlWriter {
  readonly path: string;
  #descriptor: number;
  #size: number;

  constructor(path: string) {
    this.path = path;
    try {
      mkdirSync(dirname(path), { recursive: true });
      this.#descriptor = openSync(path, existsSync(path) ? 'r+' : 'w+');
      this.#size = this.#cutTornLine();
    } catch (error) {
      throw storageError(path, 'open', error);
    }
  }

  #cutTornLine(): number {
    const stat = fstatSync(this.#descriptor);
    if (!stat.isFile()) return -1;
    let end = stat.size;
    const block = new Uint8Array(65536);
    while (end > 0) {
      const from = Math.max(0, end - block.length);
      const count = readSync(this.#descriptor, block, 0, end - from, from);
      const newline = block.lastIndexOf(10, count - 1);
      if (newline !== -1) {
        end = from + newline + 1;
        break;
      }
      end = from;
    }
    if (end < stat.size) ftruncateSync(this.#descriptor, end);
    return end;
  }

  append(record: unknown): void {
    this.appendAll([record]);
  }

  appendAll(records: readonly unknown[]): void {
    if (records.length === 0) return;
    const bytes = new TextEncoder().encode(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    try {
      writeFully(this.#descriptor, bytes, this.#size < 0 ? undefined : this.#size);
      if (this.#size >= 0) this.#size += bytes.length;
    } catch (error) {
      if (this.#size >= 0) ftruncateSync(this.#descriptor, this.#size);
      throw storageError(this.path, 'append to', error);
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
