import { unknownNameError } from '@roro/core';
import { readKeyFile, writeKeyFile } from './key-file.js';

/**
 * Takes a key out of a file. A gateway that serves with it refuses the key within a second; its requests in flight go on.
 *
 * @throws ConfigurationError for an id that the file does not have, StorageError
 */
export function revokeApiKey(file: string, id: string): void {
  const keys = readKeyFile(file);
  const kept = keys.filter((key) => key.id !== id);
  if (kept.length === keys.length) {
    throw unknownNameError(
      'API key id',
      id,
      keys.map((key) => key.id),
    );
  }
  writeKeyFile(file, kept);
}
