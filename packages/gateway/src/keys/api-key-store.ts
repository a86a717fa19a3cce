import { timingSafeEqual } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { StorageError, storageError } from '@roro/core';
import { hashApiKey } from './hash-api-key.js';
import { type ApiKey, parseKeyFile } from './key-file.js';
import { SpendingLedger } from './spending-ledger.js';

export interface ApiKeyStoreOptions {
  /** Milliseconds since 1970, default the system's clock. */
  now?: () => number;
}

/** How long a change of the file may go unseen, milliseconds. */
const checkEvery = 1000;

/**
 * The keys of a file, for a gateway, and what each has spent (`<file>.spending.jsonl`). Changes of the file are seen within
 * a second.
 */
export class ApiKeyStore {
  readonly path: string;
  readonly spending: SpendingLedger;
  readonly now: () => number;
  #keys: { key: ApiKey; hash: Buffer }[] = [];
  /** Identity of the file that was read: a change of it changes one of these. */
  #seen = '';
  #checkedAt = 0;
  #checking: Promise<void> | undefined;

  private constructor(path: string, now: () => number) {
    this.path = path;
    this.now = now;
    this.spending = new SpendingLedger(`${path}.spending.jsonl`);
  }

  /** Throws StorageError for a file that is missing or no key file. */
  static async open(path: string, { now = Date.now }: ApiKeyStoreOptions = {}): Promise<ApiKeyStore> {
    await stat(path).catch((error: unknown) => {
      throw storageError(path, 'read', error);
    });
    const store = new ApiKeyStore(path, now);
    await store.#refresh();
    return store;
  }

  /**
   * The key of a text that a client presents, also when it has expired; undefined for any other text. Rejects with
   * StorageError while the file cannot be read: a key that may have been revoked is not accepted.
   */
  async find(presented: string): Promise<ApiKey | undefined> {
    if (Math.abs(this.now() - this.#checkedAt) >= checkEvery) {
      this.#checking ??= this.#refresh().finally(() => {
        this.#checking = undefined;
      });
      await this.#checking;
    }
    const hash = hashApiKey(presented);
    let found: ApiKey | undefined;
    // All hashes are compared, so that the time tells nothing of where a match is.
    for (const candidate of this.#keys) {
      if (timingSafeEqual(candidate.hash, hash)) found = candidate.key;
    }
    return found;
  }

  async #refresh(): Promise<void> {
    const checkedAt = this.now();
    try {
      const { mtimeMs, size, ino } = await stat(this.path);
      const seen = `${mtimeMs} ${size} ${ino}`;
      if (seen !== this.#seen) {
        const keys = parseKeyFile(this.path, parseJson(this.path, await readFile(this.path, 'utf8')));
        this.#keys = keys.map((key) => ({ key, hash: Buffer.from(key.sha256, 'hex') }));
        this.#seen = seen;
      }
    } catch (error) {
      throw StorageError.isInstance(error) ? error : storageError(this.path, 'read', error);
    }
    this.#checkedAt = checkedAt;
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new StorageError({
      path,
      message: `${path} is not valid JSON (${text.length} characters).`,
      nextStep: 'Restore the file.',
    });
  }
}
