import {
  AbortError,
  ConfigurationError,
  GenerationError,
  StorageError,
  UnknownPriceError,
  ValidationError,
} from '@roro/core/routing';
import { exitCodes } from './exit-codes.js';

/** The exit code of a command that ended with this error. */
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
