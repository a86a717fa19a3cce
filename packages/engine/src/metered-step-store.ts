import type { StepCounts, StepStore, StoredStep } from './step-store.js';

/**
 * Counts what one consumer of a shared store would have paid on its own: `generated` is the number of distinct steps
 * that were asked for through this view, whoever had them generated. Methods that share a store are compared by it.
 */
export class MeteredStepStore implements StepStore {
  readonly prepare: StepStore['prepare'];
  readonly #inner: StepStore;
  readonly #addresses = new Set<string>();
  #fresh: string[] = [];
  #requested = 0;

  /** @param including what this consumer had paid for before: an earlier stage of the same method */
  constructor(inner: StepStore, including?: MeteredStepStore) {
    this.#inner = inner;
    this.prepare = inner.prepare?.bind(inner);
    if (including === undefined) return;
    for (const address of including.#addresses) this.#addresses.add(address);
    this.#requested = including.#requested;
  }

  step(address: string, generate: () => Promise<StoredStep>): StoredStep | Promise<StoredStep> {
    this.#requested += 1;
    if (!this.#addresses.has(address)) this.#fresh.push(address);
    this.#addresses.add(address);
    return this.#inner.step(address, generate);
  }

  /** Addresses that were asked for the first time since the last call: what a stage keeps to go on counting later. */
  takeFresh(): string[] {
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh;
  }

  /** Counts steps that this consumer asked for in an earlier process. */
  include(addresses: readonly string[]): void {
    for (const address of addresses) this.#addresses.add(address);
  }

  get size(): number {
    return this.#addresses.size;
  }

  counts(): StepCounts {
    const generated = this.#addresses.size;
    return { requested: this.#requested, generated, saved: this.#requested - generated };
  }

  flush(): void {
    this.#inner.flush();
  }

  /** Leaves the shared store open. */
  close(): void {
    this.#inner.flush();
  }
}
