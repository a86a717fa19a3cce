import { expect, test } from 'vitest';
import { HttpError } from './http-error.js';
import { RateLimits } from './rate-limits.js';

const key = { id: 'a', name: 'alice', sha256: 'ab'.repeat(32), createdAt: '2026-11-01T00:00:00Z' };

test('a key without limits has none, and no headers', async () => {
  const limits = new RateLimits();
  for (let i = 0; i < 100; i++) expect(await limits.take(key)).toEqual({});
});

test('each key has a minute of its own', async () => {
  const limits = new RateLimits();
  const alice = { ...key, requestsPerMinute: 1 };
  await limits.take(alice);
  await expect(limits.take(alice)).rejects.toThrow(HttpError);
  await limits.take({ ...alice, id: 'b' });
});

test('a request that is refused for its tokens is not counted as a request', async () => {
  const limits = new RateLimits();
  const alice = { ...key, requestsPerMinute: 5, tokensPerMinute: 10 };
  await limits.take(alice);
  await limits.spend(alice, 10);
  await expect(limits.take(alice)).rejects.toMatchObject({ status: 429, type: 'tokens' });
  const raised = { ...alice, tokensPerMinute: 100 };
  expect(await limits.take(raised)).toMatchObject({ 'x-ratelimit-remaining-tokens': '100' });
});
