import {
  AbortError,
  ConfigurationError,
  GenerationError,
  StorageError,
  UnknownPriceError,
  ValidationError,
} from '@roro/core';

/** Exit codes of the `roro` command; documented in docs/cli.md. */
export const exitCodes = {
  success: 0,
  /** A defect of roro, or a cause that no other code names. */
  failure: 1,
  /** Wrong arguments or configuration: unknown name, unknown key, value out of range. */
  usage: 2,
  /** A file is missing, corrupt or of another version, or the disk is full. */
  storage: 3,
  /** A model could not be called, or answered against the contract. */
  model: 4,
  /** Stopped with Ctrl-C or SIGTERM; the same command resumes. */
  interrupted: 130,
} as const;

export function exitCodeFor(error: unknown): number {
  if (error instanceof AbortError) return exitCodes.interrupted;
  if (
    error instanceof ConfigurationError ||
    error instanceof ValidationError ||
    error instanceof UnknownPriceError
  ) {
    return exitCodes.usage;
  }
  if (error instanceof StorageError) return exitCodes.storage;
  if (error instanceof GenerationError) return exitCodes.model;
  return exitCodes.failure;
}
