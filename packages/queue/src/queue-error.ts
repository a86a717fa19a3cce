import { RoroError } from '@roro/core';

/** The queue cannot be reached, refuses this process, or gave a job back as failed. */
export class QueueError extends RoroError {
  override readonly code = 'QUEUE';
}
