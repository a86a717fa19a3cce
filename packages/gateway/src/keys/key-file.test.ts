import { StorageError } from '@roro/core';
import { expect, test } from 'vitest';
import { parseKeyFile } from './key-file.js';

const key = { id: 'a', name: 'alice', sha256: 'ab'.repeat(32), createdAt: '2026-11-01T00:00:00Z' };

test.each([
  [
    'a misspelt limit',
    { version: 1, keys: [{ ...key, requestPerMinute: 5 }] },
    /keys\.0: .*requestPerMinute/,
  ],
  ['a key in place of its hash', { version: 1, keys: [{ ...key, sha256: 'roro-abc' }] }, /keys\.0\.sha256/],
  [
    'a budget of nothing',
    { version: 1, keys: [{ ...key, budget: { unit: 'tokens', amount: 0, window: 'day' } }] },
    /amount/,
  ],
  ['an id twice', { version: 1, keys: [key, { ...key, name: 'bob' }] }, /two keys with the id "a"/],
  ['another version', { version: 2, keys: [] }, /version/],
  ['a list', [], /root/],
])('%s is an error that says where', (_name, value, message) => {
  expect(() => parseKeyFile('keys.json', value)).toThrow(StorageError);
  expect(() => parseKeyFile('keys.json', value)).toThrow(message);
});

test('a key file is its keys', () => {
  expect(parseKeyFile('keys.json', { version: 1, keys: [key] })).toEqual([key]);
});
