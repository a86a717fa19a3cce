import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { ConfigurationError, StorageError } from '@roro/core';
import { expect, test } from 'vitest';
import { createApiKey } from './create-api-key.js';
import { listApiKeys } from './list-api-keys.js';
import { revokeApiKey } from './revoke-api-key.js';
import { temporaryKeyFile } from './test/temporary-key-file.js';

test('a key is 32 random bytes, of which the file keeps only the SHA-256', () => {
  const file = temporaryKeyFile();
  const { id, key } = createApiKey(file, { name: 'alice' });
  const other = createApiKey(file, { name: 'bob' });
  expect(key).toMatch(/^roro-[A-Za-z0-9_-]{43}$/);
  expect(other.key).not.toBe(key);
  const text = readFileSync(file, 'utf8');
  expect(text).not.toContain(key.slice(5, 20));
  expect(JSON.parse(text)).toEqual({
    version: 1,
    keys: [
      {
        id,
        name: 'alice',
        sha256: createHash('sha256').update(key).digest('hex'),
        createdAt: expect.any(String),
      },
      expect.objectContaining({ id: other.id, name: 'bob' }),
    ],
  });
});

test('keys are listed without their hashes, and revoked by their ids', () => {
  const file = temporaryKeyFile();
  expect(listApiKeys(file)).toEqual([]);
  const limits = {
    requestsPerMinute: 10,
    tokensPerMinute: 1000,
    budget: { unit: 'money' as const, amount: 5, window: 'month' as const },
    models: ['roro/'],
    expiresAt: '2030-01-01T00:00:00Z',
  };
  const { id } = createApiKey(file, { name: 'alice', ...limits });
  const bob = createApiKey(file, { name: 'bob' });
  expect(listApiKeys(file)).toEqual([
    { id, name: 'alice', createdAt: expect.any(String), ...limits },
    { id: bob.id, name: 'bob', createdAt: expect.any(String) },
  ]);
  revokeApiKey(file, id);
  expect(listApiKeys(file).map((key) => key.name)).toEqual(['bob']);
  expect(() => revokeApiKey(file, id)).toThrow(ConfigurationError);
});

test('limits that are none are refused, and so is a file that is no key file', () => {
  const file = temporaryKeyFile();
  expect(() => createApiKey(file, { name: 'alice', requestsPerMinute: 0 })).toThrow(
    /cannot have this requestsPerMinute/,
  );
  expect(() => createApiKey(file, { name: 'alice', expiresAt: 'tomorrow' })).toThrow(ConfigurationError);
  expect(listApiKeys(file)).toEqual([]);
  writeFileSync(file, '{"version": 1, "keys": [{"id": "a"}]}');
  expect(() => createApiKey(file, { name: 'alice' })).toThrow(StorageError);
  expect(readFileSync(file, 'utf8')).toBe('{"version": 1, "keys": [{"id": "a"}]}');
});
