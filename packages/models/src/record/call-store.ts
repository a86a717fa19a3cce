import { join } from 'node:path';
import { JsonlWriter, readJsonl } from '@roro/core';
import { type CallOutcome, type CallRecord, callRecordSchema, type UpstreamCall } from './call-record.js';

/**
 * A folder of recorded calls: `calls.jsonl`, one a line, found by a hash of all that their answers depend on. The file
 * holds prompts and answers in the clear, no header and no credential. A crash leaves whole lines: a last line that it cut
 * short is dropped. One process may write at a time. Calls are kept in memory.
 *
 * Calls that are alike are replayed in the order in which they began, counted from the opening of the store, and the last
 * one ever after: open a folder anew for another replay, and record another run into another folder.
 */
export class CallStore {
  readonly folder: string;
  readonly #records = new Map<string, CallRecord[]>();
  /** Sequence numbers given out, by key. */
  readonly #begun = new Map<string, number>();
  readonly #replayed = new Map<string, number>();
  #writer: JsonlWriter | undefined;

  /** A folder that is not there yet is empty. Throws StorageError where the file is corrupt or of another version. */
  constructor(folder: string) {
    this.folder = folder;
    for (const record of readJsonl(this.#path, callRecordSchema).records) this.#add(record);
  }

  get #path(): string {
    return join(this.folder, 'calls.jsonl');
  }

  /** All calls, in no particular order. */
  get records(): CallRecord[] {
    return [...this.#records.values()].flat();
  }

  /**
   * Numbers a call that begins.
   *
   * @returns writes what came of it, once; not called for one whose outcome was nobody's but the caller's, such as an abort
   * @throws StorageError where it cannot be written
   */
  begin(call: UpstreamCall): (outcome: CallOutcome) => void {
    const sequence = this.#begun.get(call.key) ?? 0;
    this.#begun.set(call.key, sequence + 1);
    return (outcome) => {
      const record: CallRecord = { version: 1, ...call, sequence, ...outcome };
      this.#writer ??= new JsonlWriter(this.#path);
      this.#writer.append(record);
      this.#add(record);
    };
  }

  /** The next recorded call of this key, the last one again where there are no more; undefined where there is none. */
  next(key: string): CallRecord | undefined {
    const alike = this.#records.get(key) ?? [];
    const index = this.#replayed.get(key) ?? 0;
    this.#replayed.set(key, index + 1);
    return alike[Math.min(index, alike.length - 1)];
  }

  /** Closes the file; a call that is recorded later opens it again. */
  close(): void {
    this.#writer?.close();
    this.#writer = undefined;
  }

  #add(record: CallRecord): void {
    const alike = this.#records.get(record.key) ?? [];
    const after = alike.findIndex(({ sequence }) => sequence > record.sequence);
    alike.splice(after === -1 ? alike.length : after, 0, record);
    this.#records.set(record.key, alike);
    this.#begun.set(record.key, Math.max(this.#begun.get(record.key) ?? 0, record.sequence + 1));
  }
}
