import { type ApiKey, readKeyFile } from './key-file.js';

/** The keys of a file in the order they were made, without their hashes; none where it is missing. Throws StorageError. */
export function listApiKeys(file: string): Omit<ApiKey, 'sha256'>[] {
  return readKeyFile(file).map(({ sha256, ...key }) => key);
}
