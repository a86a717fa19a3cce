import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { connectRedis } from './connect-redis.js';
import { sharedLimit } from './shared-limit.js';
import { hasRedis, noRedis, type RedisServer, startRedis } from './test/index.js';

let server: RedisServer | undefined;
const connections: Redis[] = [];
beforeAll(async () => {
  if (hasRedis()) server = await startRedis();
});
beforeEach((context) => {
  if (server === undefined) context.skip(noRedis);
});
afterEach(() => {
  for (const redis of connections.splice(0)) redis.disconnect();
});
afterAll(() => server?.close());

async function limitOf(key: string, room: number) {
  const redis = await connectRedis(server?.url ?? '', { name: 'limit' });
  connections.push(redis);
  return sharedLimit(redis, key, room);
}

it('bounds the calls of all processes together, and lets every one through', async () => {
  const limits = await Promise.all([1, 2, 3].map(() => limitOf('together', 4)));
  let inFlight = 0;
  let most = 0;
  const calls = limits.flatMap((limit, process) =>
    Array.from({ length: 12 }, (_, call) =>
      limit(async () => {
        inFlight += 1;
        most = Math.max(most, inFlight);
        await delay(10);
        inFlight -= 1;
        return `${process}/${call}`;
      }),
    ),
  );
  const answers = await Promise.all(calls);
  expect(new Set(answers).size).toBe(36);
  expect(most).toBeLessThanOrEqual(4);
  expect(most).toBeGreaterThan(1);
});

it('gives room back where a call fails', async () => {
  const limit = await limitOf('failing', 1);
  for (let i = 0; i < 3; i++) {
    await expect(limit(() => Promise.reject(new Error(`call ${i}`)))).rejects.toThrow(`call ${i}`);
  }
  expect(await limit(async () => 'through')).toBe('through');
});
