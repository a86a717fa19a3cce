import type { StepFinish, TokenStatistics } from '@roro/core';
import type { StepWork } from './step-work.js';

/** One generated step as the store keeps it: everything that does not depend on the trajectory around it. */
export interface StoredStep {
  /** With its delimiter put back. */
  readonly text: string;
  readonly finish: StepFinish;
  readonly statistics?: TokenStatistics;
  /** Prompt tokens of the call. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Where a scorer valued a step: the value, range [0, 1], and the step's tokens if it said. `text` is then empty. */
  readonly value?: number;
  readonly valuedTokens?: number;
  /** Duration of the call when it was made, replayed ever after. */
  readonly seconds: number;
}

export interface StepCounts {
  /** Steps asked for. */
  requested: number;
  /** Model calls made for them. */
  generated: number;
  /** Calls saved: requested − generated. */
  saved: number;
}

/**
 * Generates a step once. The same address always gives the same step, so rollouts of one query share their
 * prefixes, and a second run, method or update pays nothing for what an earlier one has seen.
 */
export interface StepStore {
  /**
   * The step at this address, at once where it is known; two requests in flight share one call. A step that
   * ended in an error is returned and not kept.
   */
  step(address: string, generate: () => Promise<StoredStep>): StoredStep | Promise<StoredStep>;
  /**
   * For a store that has its steps made elsewhere: told of work on a query before it begins, and awaited. Steps that are
   * not there afterwards are generated as ever.
   *
   * @returns number of the steps that were made for it
   */
  readonly prepare?: ((work: StepWork, signal?: AbortSignal) => Promise<number>) | undefined;
  /** Steps kept. */
  readonly size: number;
  /** Since the store was opened. */
  counts(): StepCounts;
  /** Makes durable what is not yet. Throws StorageError, losing nothing: a later flush tries again. */
  flush(): void;
  /** Flushes and lets go of files. */
  close(): void;
}

/** Keeps steps in memory for the life of the process. */
export class MemoryStepStore implements StepStore {
  readonly #steps = new Map<string, StoredStep>();
  readonly #pending = new Map<string, Promise<StoredStep>>();
  #requested = 0;
  #generated = 0;

  step(address: string, generate: () => Promise<StoredStep>): StoredStep | Promise<StoredStep> {
    this.#requested += 1;
    const known = this.#steps.get(address) ?? this.#pending.get(address);
    if (known !== undefined) return known;
    this.#generated += 1;
    const pending = this.#generate(address, generate);
    this.#pending.set(address, pending);
    return pending;
  }

  /** The step at this address where it is kept. */
  known(address: string): StoredStep | undefined {
    return this.#steps.get(address);
  }

  async #generate(address: string, generate: () => Promise<StoredStep>): Promise<StoredStep> {
    try {
      const step = await generate();
      const { unified } = step.finish;
      if (unified !== 'error' && unified !== 'other') {
        this.keep(address, step);
        this.added(address, step);
      }
      return step;
    } finally {
      this.#pending.delete(address);
    }
  }

  /** Makes a step known. The first one at an address stays. */
  protected keep(address: string, step: StoredStep): void {
    if (this.#steps.has(address)) return;
    // Every trajectory that passes here shares these objects.
    Object.freeze(step.statistics);
    Object.freeze(step.finish);
    this.#steps.set(address, Object.freeze(step));
  }

  /** For stores that keep steps elsewhere too: called once per step that was generated and kept. */
  protected added(_address: string, _step: StoredStep): void {}

  get size(): number {
    return this.#steps.size;
  }

  counts(): StepCounts {
    return {
      requested: this.#requested,
      generated: this.#generated,
      saved: this.#requested - this.#generated,
    };
  }

  flush(): void {}

  close(): void {
    this.flush();
  }
}
