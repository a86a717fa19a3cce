import { rmSync, writeFileSync } from 'node:fs';
import { StorageError } from '@roro/core';
import { expect, test } from 'vitest';
import { ApiKeyStore } from './api-key-store.js';
import { createApiKey } from './create-api-key.js';
import { revokeApiKey } from './revoke-api-key.js';
import { temporaryKeyFile } from './test/temporary-key-file.js';

test('finds a key by its text and by nothing else', async () => {
  const file = temporaryKeyFile();
  const alice = createApiKey(file, { name: 'alice' });
  const bob = createApiKey(file, { name: 'bob' });
  const store = await ApiKeyStore.open(file);
  expect((await store.find(alice.key))?.name).toBe('alice');
  expect((await store.find(bob.key))?.id).toBe(bob.id);
  for (const text of ['', alice.id, alice.key.slice(0, -1), `${alice.key} `, alice.key.toUpperCase()]) {
    expect(await store.find(text)).toBeUndefined();
  }
});

test('sees new and revoked keys within a second, and looks no more often', async () => {
  const file = temporaryKeyFile();
  const alice = createApiKey(file, { name: 'alice' });
  let now = 1_000_000;
  const store = await ApiKeyStore.open(file, { now: () => now });
  const bob = createApiKey(file, { name: 'bob' });
  revokeApiKey(file, alice.id);
  now += 999;
  expect((await store.find(alice.key))?.name).toBe('alice');
  expect(await store.find(bob.key)).toBeUndefined();
  now += 1;
  expect(await store.find(alice.key)).toBeUndefined();
  expect((await store.find(bob.key))?.name).toBe('bob');
});

test('accepts no key while its file cannot be read, and goes on when it can', async () => {
  const file = temporaryKeyFile();
  const { key } = createApiKey(file, { name: 'alice' });
  let now = 1_000_000;
  const store = await ApiKeyStore.open(file, { now: () => now });
  rmSync(file);
  now += 1000;
  await expect(store.find(key)).rejects.toThrow(StorageError);
  writeFileSync(file, '{"version": 1,');
  await expect(store.find(key)).rejects.toThrow(/not valid JSON/);
  rmSync(file);
  const bob = createApiKey(file, { name: 'bob' });
  expect((await store.find(bob.key))?.name).toBe('bob');
  expect(await store.find(key)).toBeUndefined();
});

test('does not open without its file', async () => {
  await expect(ApiKeyStore.open(temporaryKeyFile())).rejects.toThrow(/ENOENT/);
});
