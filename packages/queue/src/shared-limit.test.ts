import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { connectRedis } from './connect-redis.js';
import { SharedLimit } from './shared-limit.js';
import { hasRedis, noRedis, type RedisServer, startRedis } from './test/index.js';

let server: RedisServer | undefined;
const connections: Redis[] = [];
const limits: SharedLimit[] = [];
beforeAll(async () => {
  if (hasRedis()) server = await startRedis();
});
beforeEach((context) => {
  if (server === undefined) context.skip(noRedis);
});
afterEach(() => {
  for (const limit of limits.splice(0)) limit.close();
  for (const redis of connections.splice(0)) redis.disconnect();
});
afterAll(() => server?.close());

/** The limit as another process sees it. */
async function limitOf(key: string, room: number, leaseSeconds = 0.3): Promise<SharedLimit> {
  const redis = await connectRedis(server?.url ?? '', { name: 'limit' });
  connections.push(redis);
  const limit = new SharedLimit({ redis, key, room, leaseSeconds });
  limits.push(limit);
  return limit;
}

it('bounds the calls of all processes together, and lets every one through', async () => {
  const processes = await Promise.all([1, 2, 3].map(() => limitOf('together', 4)));
  let inFlight = 0;
  let most = 0;
  const calls = processes.flatMap((limit, process) =>
    Array.from({ length: 12 }, (_, call) =>
      limit.run(async () => {
        inFlight += 1;
        most = Math.max(most, inFlight);
        await delay(10);
        inFlight -= 1;
        return `${process}/${call}`;
      }),
    ),
  );
  expect(new Set(await Promise.all(calls)).size).toBe(36);
  expect(most).toBeLessThanOrEqual(4);
  expect(most).toBeGreaterThan(1);
});

it('keeps the place of a call that takes longer than a lease', async () => {
  const [a, b] = await Promise.all([limitOf('long', 1), limitOf('long', 1)]);
  let inFlight = 0;
  const call = async (): Promise<number> => {
    inFlight += 1;
    const seen = inFlight;
    await delay(700);
    inFlight -= 1;
    return seen;
  };
  expect(await Promise.all([a.run(call), b.run(call)])).toEqual([1, 1]);
});

it('frees the place of a process that died, and of a call that failed', async () => {
  const [dead, next] = await Promise.all([limitOf('died', 1), limitOf('died', 1)]);
  void dead.run(() => new Promise(() => undefined));
  await delay(50);
  // It renews nothing any more.
  dead.close();
  for (let i = 0; i < 2; i++) {
    await expect(next.run(() => Promise.reject(new Error(`call ${i}`)))).rejects.toThrow(`call ${i}`);
  }
  expect(await next.run(async () => 'through')).toBe('through');
});
