import { existsSync } from 'node:fs';
import { readJsonFile, StorageError, writeJsonFile } from '@roro/core';
import { z } from 'zod';

export const budgetSchema = z.strictObject({
  /** Tokens of prompt and answer over all model calls, or money in the currency of the models' prices. */
  unit: z.enum(['tokens', 'money']),
  /** What the key may spend in one window, > 0. */
  amount: z.number().positive(),
  /** Calendar day or month in UTC, or the whole life of the key. */
  window: z.enum(['day', 'month', 'total']),
});
export type Budget = z.infer<typeof budgetSchema>;

/** What a key may do. Strict: a misspelt limit must not be no limit. */
export const apiKeySchema = z.strictObject({
  /** Names the key in logs and in the spending file; not secret. */
  id: z.string().min(1),
  name: z.string().min(1),
  /** SHA-256 of the key, hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits'),
  /** Requests in one minute, default no limit. */
  requestsPerMinute: z.number().int().positive().optional(),
  /** Tokens of prompt and answer in one minute, default no limit. */
  tokensPerMinute: z.number().int().positive().optional(),
  budget: budgetSchema.optional(),
  /** Beginnings of the names of the models that it may use, default all. */
  models: z.array(z.string().min(1)).optional(),
  createdAt: z.iso.datetime(),
  /** From then on the key is refused; default never. */
  expiresAt: z.iso.datetime().optional(),
});
export type ApiKey = z.infer<typeof apiKeySchema>;

const keyFileSchema = z.strictObject({ version: z.literal(1), keys: z.array(apiKeySchema) });

/** Checks the content of a key file. Throws StorageError that names the field. */
export function parseKeyFile(path: string, value: unknown): ApiKey[] {
  const parsed = keyFileSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new StorageError({
      path,
      message: `${path} is no key file of version 1: ${issue?.path.join('.') || '(root)'}: ${issue?.message ?? 'unknown'}.`,
      nextStep: 'Correct the field.',
    });
  }
  const { keys } = parsed.data;
  const twice = keys.find((key, i) => keys.findIndex((other) => other.id === key.id) !== i);
  if (twice !== undefined) {
    throw new StorageError({
      path,
      message: `${path} has two keys with the id "${twice.id}".`,
      nextStep: 'Give each key its own id.',
    });
  }
  return keys;
}

/** A missing file has no keys. Throws StorageError. */
export function readKeyFile(path: string): ApiKey[] {
  return existsSync(path) ? parseKeyFile(path, readJsonFile(path)) : [];
}

/** Replaces the file in one step. Throws StorageError. */
export function writeKeyFile(path: string, keys: readonly ApiKey[]): void {
  writeJsonFile(path, { version: 1, keys });
}
