import { randomBytes } from 'node:crypto';
import { ConfigurationError } from '@roro/core';
import { hashApiKey } from './hash-api-key.js';
import { type ApiKey, apiKeySchema, readKeyFile, writeKeyFile } from './key-file.js';

/** What one decides about a key; see `ApiKey`. */
export type ApiKeyOptions = Omit<ApiKey, 'id' | 'sha256' | 'createdAt'>;

/**
 * Adds a key to a file, which is made if it is missing.
 *
 * @returns the id, and the key itself, which is stored nowhere: show it once
 * @throws ConfigurationError for a limit out of range, StorageError
 */
export function createApiKey(file: string, options: ApiKeyOptions): { id: string; key: string } {
  const key = `roro-${randomBytes(32).toString('base64url')}`;
  const parsed = apiKeySchema.safeParse({
    ...options,
    id: randomBytes(6).toString('hex'),
    sha256: hashApiKey(key).toString('hex'),
    createdAt: new Date().toISOString(),
  });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConfigurationError({
      message: `A key cannot have this ${issue?.path.join('.') || 'option'}: ${issue?.message ?? 'unknown'}.`,
      nextStep: 'Correct it and make the key again.',
    });
  }
  writeKeyFile(file, [...readKeyFile(file), parsed.data]);
  return { id: parsed.data.id, key };
}
