import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { storageError, writeFileAtomic } from '@roro/core';
import type { ArtefactStore } from './artefact-store.js';
import { requireObjectPath } from './object-path.js';
import { sha256 } from './sha256.js';

/** Objects as files of a folder, which is made when something is written. */
export class FolderStore implements ArtefactStore {
  readonly url: string;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = resolve(folder);
    this.url = pathToFileURL(this.#folder).href;
  }

  at(path: string): FolderStore {
    return new FolderStore(join(this.#folder, requireObjectPath(path)));
  }

  async read(name: string): Promise<Uint8Array | undefined> {
    const path = this.#path(name);
    try {
      return await readFile(path);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw storageError(path, 'read', error);
    }
  }

  async write(name: string, bytes: Uint8Array): Promise<void> {
    writeFileAtomic(this.#path(name), bytes);
  }

  async digest(name: string): Promise<string | undefined> {
    const bytes = await this.read(name);
    return bytes === undefined ? undefined : sha256(bytes);
  }

  async remove(name: string): Promise<void> {
    const path = this.#path(name);
    try {
      await rm(path, { force: true });
    } catch (error) {
      throw storageError(path, 'remove', error);
    }
  }

  #path(name: string): string {
    return join(this.#folder, requireObjectPath(name));
  }
}
