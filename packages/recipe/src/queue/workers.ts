import type { MemoryStepStore, StepStore } from '@roro/engine';

/** The workers of a run, as its stages see them. */
export interface Workers {
  /** The same store; the steps of work that it is told of are made by workers. */
  over(store: MemoryStepStore): StepStore;
}
