import { contentHash } from '@roro/core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { connectRedis } from './connect-redis.js';
import { SharedTexts } from './shared-texts.js';
import { hasRedis, noRedis, type RedisServer, startRedis } from './test/index.js';

let server: RedisServer | undefined;
beforeAll(async () => {
  if (hasRedis()) server = await startRedis();
});
beforeEach((context) => {
  if (server === undefined) context.skip(noRedis);
});
afterAll(() => server?.close());

it('keeps a text once under its hash, and gives it to whoever names it', async () => {
  const redis = await connectRedis(server?.url ?? '', { name: 'a' });
  const text = 'weights '.repeat(2000);
  const writer = new SharedTexts(redis, 'texts', 60);
  const hash = await writer.put(text);
  expect(hash).toBe(contentHash(text));
  await redis.hset('texts', hash, text);
  expect(await writer.put(text)).toBe(hash);
  expect(await redis.hlen('texts')).toBe(1);
  expect(await new SharedTexts(redis, 'texts', 60).get(hash)).toBe(text);
  await redis.hset('texts', hash, 'changed');
  await expect(new SharedTexts(redis, 'texts', 60).get(hash)).rejects.toThrow(/was changed in the queue/);
  await redis.del('texts');
  await expect(new SharedTexts(redis, 'texts', 60).get(hash)).rejects.toThrow(/is not in the queue/);
  // A server that has lost everything gets it again.
  writer.doubt();
  await writer.put(text);
  expect(await new SharedTexts(redis, 'texts', 60).get(hash)).toBe(text);
  redis.disconnect();
});
