import { JsonlWriter, readJsonl, StorageError, writeJsonlFile } from '@roro/core';
import { z } from 'zod';

/**
 * `steps.jsonl` of a training: the steps that each update was the first to ask for, a line an update in sorted order, so
 * that a training that goes on knows what it took before.
 */
export class UpdateSteps {
  readonly #path: string;
  readonly #lines: string[][];
  #writer: JsonlWriter | undefined;

  /** @throws StorageError where the file cannot be read */
  constructor(path: string) {
    this.#path = path;
    this.#lines = readJsonl(path, z.array(z.string())).records;
  }

  /**
   * Keeps what an update asked for. Lines of it and of later updates, which a process wrote after its last checkpoint, are
   * made again.
   *
   * @param update 0-based; from one call to the next it goes up by one
   * @throws StorageError where lines of earlier updates are missing: what the training took could not be told
   */
  append(update: number, asked: readonly string[]): void {
    if (this.#writer === undefined) {
      if (this.#lines.length < update) {
        throw new StorageError({
          path: this.#path,
          message: `${this.#path} holds ${this.#lines.length} updates, and the training goes on after ${update}.`,
          nextStep: 'Restore the file, or remove its folder to train from the beginning.',
        });
      }
      this.#lines.length = update;
      writeJsonlFile(this.#path, this.#lines);
      this.#writer = new JsonlWriter(this.#path);
    }
    const known = new Set(this.#lines.flat());
    const line = asked.filter((address) => !known.has(address)).sort();
    this.#lines.push(line);
    this.#writer.append(line);
  }

  /** Steps that the first `updates` updates were the first to ask for, those of earlier processes included. */
  count(updates: number): number {
    return this.#lines.slice(0, updates).reduce((sum, line) => sum + line.length, 0);
  }

  /** Of all updates so far, those of earlier processes included. */
  all(): string[] {
    return this.#lines.flat();
  }

  close(): void {
    this.#writer?.close();
  }
}
