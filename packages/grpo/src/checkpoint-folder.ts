import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { StorageError, storageError, writeFileAtomic } from '@roro/core';
import {
  type Checkpoint,
  decodeCheckpoint,
  encodeCheckpoint,
  type Refusal,
  type TrainingIdentity,
} from './checkpoint.js';

/**
 * The last two checkpoints of a training: `checkpoint.safetensors` and, of one checkpoint earlier,
 * `checkpoint.previous.safetensors`.
 */
export class CheckpointFolder {
  readonly #latest: string;
  readonly #previous: string;
  readonly #identity: TrainingIdentity;

  constructor(directory: string, identity: TrainingIdentity) {
    this.#latest = join(directory, 'checkpoint.safetensors');
    this.#previous = join(directory, 'checkpoint.previous.safetensors');
    this.#identity = identity;
  }

  /** Where the checkpoint that `open` gave lies. */
  get path(): string {
    return this.#latest;
  }

  /** Both steps are atomic: a crash between them leaves the earlier checkpoint. */
  write(checkpoint: Omit<Checkpoint, 'identity'>): void {
    const bytes = encodeCheckpoint({ ...checkpoint, identity: this.#identity });
    if (existsSync(this.#latest)) rename(this.#latest, this.#previous);
    writeFileAtomic(this.#latest, bytes);
  }

  /**
   * The newest checkpoint that can be used. One that cannot is set aside as `<name>.refused`; the note names it, the
   * reason, and what is used instead.
   *
   * @param refuses a reason not to use one that is whole and of this training
   * @throws StorageError where the only checkpoints are of other trainings: going on would take their place
   */
  open(
    refuses: (checkpoint: Checkpoint) => string | undefined,
    onNote: (text: string) => void,
  ): Checkpoint | undefined {
    const refused: (Refusal & { path: string })[] = [];
    for (const path of [this.#latest, this.#previous]) {
      const read = this.#read(path, refuses);
      if (read === undefined) continue;
      if ('reason' in read) {
        refused.push({ ...read, path });
        continue;
      }
      for (const each of refused) {
        onNote(
          `${setAside(each)} Used instead: ${path}, of update ${read.update}, which is now ${this.#latest}.`,
        );
      }
      if (path !== this.#latest) rename(path, this.#latest);
      return read;
    }
    const foreign = refused.find((each) => each.foreign);
    if (foreign !== undefined) {
      throw new StorageError({
        path: foreign.path,
        message: `${foreign.path} is refused: ${foreign.reason}. No other checkpoint here can be used instead.`,
        nextStep: 'Train into another folder, or remove the file to train from the beginning.',
      });
    }
    for (const each of refused) {
      onNote(`${setAside(each)} Used instead: no checkpoint, the training starts from the beginning.`);
    }
    return undefined;
  }

  #read(
    path: string,
    refuses: (checkpoint: Checkpoint) => string | undefined,
  ): Checkpoint | Refusal | undefined {
    if (!existsSync(path)) return undefined;
    let file: Uint8Array;
    try {
      file = readFileSync(path);
    } catch (error) {
      throw storageError(path, 'read', error);
    }
    const read = decodeCheckpoint(file, this.#identity);
    if ('reason' in read) return read;
    const reason = refuses(read);
    return reason === undefined ? read : { reason, foreign: false };
  }
}

/** @returns what was done, for the reader */
function setAside({ path, reason }: Refusal & { path: string }): string {
  const aside = `${path}.refused`;
  rename(path, aside);
  return `${path} is refused: ${reason}. It is kept as ${aside}.`;
}

function rename(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    throw storageError(from, 'rename', error);
  }
}
