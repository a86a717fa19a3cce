import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { storageError, writeFully } from '@roro/core';

/** Text that is gathered before it goes to its file. */
const blockCharacters = 2 ** 16;

/** More files than this a process may not be allowed to open. */
const mostBuckets = 512;

/**
 * Sorts more lines than fit into memory. Keys are SHA-256 digests: they are spread evenly, so that ranges of them make files of about
 * the same size, each of which is sorted in memory.
 */
export class SortBuckets {
  readonly #folder: string;
  readonly #descriptors: number[] = [];
  readonly #texts: string[] = [];
  readonly #count: number;

  /** @param count files that the lines are spread over */
  constructor(folder: string, count: number) {
    this.#folder = folder;
    this.#count = Math.min(mostBuckets, Math.max(1, count));
    for (let bucket = 0; bucket < this.#count; bucket++) {
      this.#descriptors.push(openSync(this.#path(bucket), 'w'));
      this.#texts.push('');
    }
  }

  /** @param key 64 hexadecimal digits */
  add(key: string, json: string): void {
    const bucket = Math.floor((Number.parseInt(key.slice(0, 8), 16) / 2 ** 32) * this.#count);
    this.#texts[bucket] += `${key}${json}\n`;
    if ((this.#texts[bucket] as string).length >= blockCharacters) this.#flush(bucket);
  }

  #flush(bucket: number): void {
    try {
      writeFully(this.#descriptors[bucket] as number, this.#texts[bucket] as string);
    } catch (error) {
      throw storageError(this.#path(bucket), 'write', error);
    }
    this.#texts[bucket] = '';
  }

  /** Nothing can be added any more. */
  close(): void {
    try {
      for (const bucket of this.#descriptors.keys()) this.#flush(bucket);
    } finally {
      for (const descriptor of this.#descriptors) closeSync(descriptor);
    }
  }

  /** What was added, in the order of the keys, then of the JSON. */
  *sorted(): Generator<{ key: string; json: string }, void> {
    for (let bucket = 0; bucket < this.#count; bucket++) {
      const lines = readFileSync(this.#path(bucket), 'utf8').split('\n');
      lines.pop();
      lines.sort();
      for (const line of lines) yield { key: line.slice(0, 64), json: line.slice(64) };
    }
  }

  #path(bucket: number): string {
    return join(this.#folder, `${bucket}.txt`);
  }
}
