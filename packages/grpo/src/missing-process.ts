import { ValidationError } from '@roro/core';
import type { Group } from './group.js';

/** The error for a process reward that counts but is unknown; it is never taken for 0. */
export function missingProcess({ id }: Group, expected: string): ValidationError {
  return new ValidationError({
    message: `Expected ${expected} of group "${id}", because processWeight > 0; found one without.`,
    nextStep: 'Score every rollout, leave out those without a score, or set processWeight to 0.',
  });
}
