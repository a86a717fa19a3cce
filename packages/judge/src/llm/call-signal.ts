import { AbortError } from '@roro/core';

/** The caller's signal, which also fires after so many seconds. */
export function signalWithTimeout(signal: AbortSignal | undefined, seconds: number): AbortSignal {
  const timeout = AbortSignal.timeout(seconds * 1000);
  return signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
}

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new AbortError({ message: 'A model call was stopped by its abort signal.', cause: signal.reason });
}
