import { setImmediate } from 'node:timers/promises';

/** Reasons of the promises that were rejected during the work, and that nobody ever looked at. */
export async function strayRejections(work: () => Promise<void>): Promise<unknown[]> {
  const reasons: unknown[] = [];
  const listener = (reason: unknown): void => {
    reasons.push(reason);
  };
  process.on('unhandledRejection', listener);
  try {
    await work();
    // Node names stray rejections once no promise has anything left to do.
    await setImmediate();
  } finally {
    process.off('unhandledRejection', listener);
  }
  return reasons;
}
