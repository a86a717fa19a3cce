import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { connectRedis } from './connect-redis.js';
import { Presence } from './presence.js';
import { hasRedis, noRedis, type RedisServer, startRedis } from './test/index.js';

let server: RedisServer | undefined;
beforeAll(async () => {
  if (hasRedis()) server = await startRedis();
});
beforeEach((context) => {
  if (server === undefined) context.skip(noRedis);
});
afterAll(() => server?.close());

it('lists who is there until they leave, die or are of another version', async () => {
  const redis = await connectRedis(server?.url ?? '', { name: 'a' });
  const presence = new Presence({ redis, key: 'roro:workers', schema: z.object({ host: z.string() }) });
  expect(await presence.list()).toEqual([]);
  const leave = await presence.announce('b', { host: 'two' });
  await presence.announce('a', { host: 'one' });
  await presence.announce('dead', { host: 'three' });
  await redis.del('roro:workers:dead');
  await redis.sadd('roro:workers', 'odd');
  await redis.set('roro:workers:odd', '{"port":1}');
  expect(await presence.list()).toEqual([
    { name: 'a', entry: { host: 'one' } },
    { name: 'b', entry: { host: 'two' } },
  ]);
  expect(await redis.smembers('roro:workers')).not.toContain('dead');
  expect(await redis.ttl('roro:workers:a')).toBeGreaterThan(5);
  await leave();
  expect(await presence.list()).toEqual([{ name: 'a', entry: { host: 'one' } }]);
  redis.disconnect();
});
