import { AbortError, GenerationError, RoroError } from '@roro/core';

/**
 * Waits for a model until the signal is aborted, also where the model ignores it.
 *
 * @param model name of the served model
 * @throws GenerationError for whatever else the model throws than this project's errors
 * @throws AbortError when the signal is aborted
 */
export async function askModel<T>(model: string, signal: AbortSignal, ask: () => PromiseLike<T>): Promise<T> {
  const stopped = Promise.withResolvers<never>();
  const stop = () => stopped.reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    signal.throwIfAborted();
    return await Promise.race([ask(), stopped.promise]);
  } catch (error) {
    if (signal.aborted) {
      throw new AbortError({ message: 'The answer was stopped by its abort signal.', cause: signal.reason });
    }
    if (RoroError.isInstance(error)) throw error;
    throw new GenerationError({ model, message: `Model "${model}" failed.`, cause: error });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
