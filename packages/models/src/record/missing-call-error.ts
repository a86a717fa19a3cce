import { GenerationError } from '@roro/core';

const marker = Symbol.for('roro.missing-call');

/** A replay asked for a call that the recording does not hold. Asking again changes nothing. */
export class MissingCallError extends GenerationError {
  constructor(options: { model: string; message: string; nextStep: string }) {
    super(options);
    Object.defineProperty(this, marker, { value: true });
  }

  static override isInstance(error: unknown): error is MissingCallError {
    return typeof error === 'object' && error !== null && marker in error;
  }
}
