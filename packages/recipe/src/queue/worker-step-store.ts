import { type AbortError, RoroError } from '@roro/core';
import { MemoryStepStore, type StoredStep } from '@roro/engine';
import type { SharedMap } from '@roro/queue';
import { describeFailure, type StepFailure } from './step-job-result.js';
import { readStoredStep, storedStepText } from './stored-step-text.js';

/** A step that ended in an error: told to whoever asks for it now, and made anew for whoever asks later. */
class UnkeptStep extends Error {
  readonly step: StoredStep;
  constructor(step: StoredStep) {
    super('This step ended in an error.');
    this.step = step;
  }
}

/** The making of a step failed: the model's doing, not the queue's. */
class FailedStep extends Error {
  constructor(cause: unknown) {
    super('The making of a step failed.', { cause });
  }
}

/**
 * The steps of one job: those that any process of the run has made, and for the rest the job makes them, for all. Keeps a record of
 * what the job came by.
 */
export class WorkerStepStore extends MemoryStepStore {
  readonly unkept = new Map<string, StoredStep>();
  readonly failures = new Map<string, StepFailure>();
  readonly #shared: Pick<SharedMap, 'obtain'>;
  readonly #signal: AbortSignal;
  readonly #addresses = new Set<string>();
  readonly #thrown = new Set<unknown>();
  /** Steps that nobody had made before. */
  made = 0;

  constructor(shared: Pick<SharedMap, 'obtain'>, signal: AbortSignal) {
    super();
    this.#shared = shared;
    this.#signal = signal;
  }

  /** Addresses of the steps that are in the shared store. */
  get addresses(): string[] {
    return [...this.#addresses];
  }

  /** Did the making of a step throw this? Then it is among the `failures`. */
  hasFailedWith(error: unknown): boolean {
    return this.#thrown.has(error);
  }

  override step(address: string, generate: () => Promise<StoredStep>): StoredStep | Promise<StoredStep> {
    return super.step(address, () => this.#obtain(address, generate));
  }

  async #obtain(address: string, generate: () => Promise<StoredStep>): Promise<StoredStep> {
    try {
      const text = await this.#shared.obtain(address, () => this.#make(generate), this.#signal);
      const step = readStoredStep(text);
      this.#addresses.add(address);
      return step;
    } catch (error) {
      if (error instanceof UnkeptStep) {
        this.unkept.set(address, error.step);
        return error.step;
      }
      if (!(error instanceof FailedStep)) throw error;
      const { cause } = error;
      if (!isAbort(cause)) {
        this.failures.set(address, describeFailure(cause));
        this.#thrown.add(cause);
      }
      throw cause;
    }
  }

  async #make(generate: () => Promise<StoredStep>): Promise<string> {
    this.made += 1;
    let step: StoredStep;
    try {
      step = await generate();
    } catch (cause) {
      throw new FailedStep(cause);
    }
    const { unified } = step.finish;
    if (unified === 'error' || unified === 'other') throw new UnkeptStep(step);
    return storedStepText(step);
  }
}

function isAbort(error: unknown): error is AbortError {
  return RoroError.isInstance(error) && error.code === 'ABORTED';
}
