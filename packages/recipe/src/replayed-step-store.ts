import { ConfigurationError } from '@roro/core';
import type { StepCounts, StepStore, StoredStep } from '@roro/engine';
import { MissingCallError } from '@roro/models';

/**
 * A store for runs whose calls are replayed. A call that was not recorded is no failure of a model that a run may count and go
 * on from: what follows would be about other answers than the recorded ones. The run ends, wherever the call was asked for; a router
 * that asks for one while it decides is answered for by its fallback, so the end then comes with the next step or flush.
 */
export class ReplayedStepStore implements StepStore {
  readonly #inner: StepStore;
  #missing: ConfigurationError | undefined;

  constructor(inner: StepStore) {
    this.#inner = inner;
  }

  /** @throws ConfigurationError that names the call that was missing first */
  step(address: string, generate: () => Promise<StoredStep>): StoredStep | Promise<StoredStep> {
    this.#throwIfMissing();
    return this.#inner.step(address, async () => {
      try {
        return await generate();
      } catch (error) {
        this.#note(error);
        this.#throwIfMissing();
        throw error;
      }
    });
  }

  #note(error: unknown): void {
    // The engine says first which model failed; a scorer's error is as it was thrown.
    const cause = error instanceof Error && !MissingCallError.isInstance(error) ? error.cause : error;
    if (!MissingCallError.isInstance(cause)) return;
    this.#missing ??= new ConfigurationError({ message: cause.message, cause });
  }

  #throwIfMissing(): void {
    if (this.#missing !== undefined) throw this.#missing;
  }

  get size(): number {
    return this.#inner.size;
  }

  counts(): StepCounts {
    return this.#inner.counts();
  }

  /** @throws ConfigurationError where a call was missing; StorageError */
  flush(): void {
    this.#inner.flush();
    this.#throwIfMissing();
  }

  close(): void {
    this.#inner.close();
  }
}
