import { AbortError, type ProgressListener, RoroError } from '@roro/core';
import { exitCodes } from './exit-codes.js';
import type { Output } from './output.js';
import { createProgress } from './progress.js';

export interface Work {
  onProgress: ProgressListener;
  /** Prints a line without tearing a progress bar. */
  onNote: (text: string) => void;
  signal: AbortSignal;
}

/**
 * Runs long work with progress bars and a signal that Ctrl-C or SIGTERM aborts; the error then says how to
 * resume. A second Ctrl-C ends the process at once.
 */
export async function interruptible<T>(
  output: Output,
  resumeCommand: string,
  work: (handles: Work) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const progress = createProgress(output);
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort(
      new AbortError({
        message: 'Stopped.',
        nextStep: `Everything finished is kept; resume with \`${resumeCommand}\`.`,
      }),
    );
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    return await work({
      onProgress: progress.listener,
      onNote: (text) => {
        progress.stop();
        output.note(text);
      },
      signal: controller.signal,
    });
  } catch (error) {
    // Whatever layer noticed the signal, the reader gets the command that resumes.
    throw controller.signal.aborted && RoroError.isInstance(error) && error.code === 'ABORTED'
      ? controller.signal.reason
      : error;
  } finally {
    progress.stop();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}
