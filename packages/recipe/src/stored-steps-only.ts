import { GenerationError } from '@roro/core';
import type { StepStore, StoredStep } from '@roro/engine';

/** In the message of every step that is refused. */
export const notStored = 'This step was not generated in the run.';

/**
 * Gives back what was generated before, and generates nothing.
 *
 * @param onRefused told of the address of every step that is not there
 */
export function storedStepsOnly(stored: StepStore, onRefused?: (address: string) => void): StepStore {
  return {
    step: (address) =>
      stored.step(address, (): Promise<StoredStep> => {
        onRefused?.(address);
        return Promise.reject(new GenerationError({ model: 'stored steps', message: notStored }));
      }),
    size: stored.size,
    counts: () => stored.counts(),
    flush: () => {},
    close: () => {},
  };
}
