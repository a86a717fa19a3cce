import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { connectRedis } from './connect-redis.js';
import { SharedMap } from './shared-map.js';
import { hasRedis, noRedis, type RedisServer, startRedis } from './test/index.js';

let server: RedisServer | undefined;
const connections: Redis[] = [];
const maps: SharedMap[] = [];
beforeAll(async () => {
  if (hasRedis()) server = await startRedis();
});
beforeEach((context) => {
  if (server === undefined) context.skip(noRedis);
});
afterEach(() => {
  for (const map of maps.splice(0)) map.close();
  for (const redis of connections.splice(0)) redis.disconnect();
});
afterAll(() => server?.close());

/** The map as another process sees it. */
async function mapOf(holder: string, key: string, claimSeconds = 0.3): Promise<SharedMap> {
  const redis = await connectRedis(server?.url ?? '', { name: holder });
  connections.push(redis);
  const map = new SharedMap({ redis, key, holder, lifetime: 60, claimSeconds });
  maps.push(map);
  return map;
}

it('a value is made once, however many processes ask for it at a time', async () => {
  const processes = await Promise.all(['a', 'b', 'c'].map((holder) => mapOf(holder, 'once')));
  let made = 0;
  const make = async (): Promise<string> => {
    made += 1;
    await delay(50);
    return `made ${made}`;
  };
  const asked = processes.flatMap((map) => [map.obtain('x', make), map.obtain('x', make)]);
  expect(new Set(await Promise.all(asked))).toEqual(new Set(['made 1']));
  expect(made).toBe(1);
  expect(await processes[0]?.read(['x', 'y'])).toEqual(['made 1', null]);
});

it('a value that takes longer than a claim lasts is still made once', async () => {
  const [a, b] = await Promise.all([mapOf('a', 'long'), mapOf('b', 'long')]);
  const slow = a.obtain('x', async () => {
    await delay(900);
    return 'slow';
  });
  await delay(30);
  expect(await b.obtain('x', async () => 'another')).toBe('slow');
  expect(await slow).toBe('slow');
});

it('the claim of a process that died runs out, and the late value of one that hung does not count', async () => {
  const [dead, next] = await Promise.all([mapOf('dead', 'died'), mapOf('next', 'died')]);
  const wake = Promise.withResolvers<string>();
  const late = dead.obtain('x', () => wake.promise);
  await delay(30);
  // It renews nothing any more.
  dead.close();
  expect(await next.obtain('x', async () => 'next')).toBe('next');
  wake.resolve('late');
  expect(await late).toBe('next');
});

it('a failure is told to who made the value and frees it for others', async () => {
  const [a, b] = await Promise.all([mapOf('a', 'failed', 30), mapOf('b', 'failed', 30)]);
  await expect(a.obtain('x', () => Promise.reject(new Error('out of memory')))).rejects.toThrow(
    'out of memory',
  );
  expect(await b.obtain('x', async () => 'b')).toBe('b');
});

it('an abort ends the wait for another process', async () => {
  const [a, b] = await Promise.all([mapOf('a', 'abort'), mapOf('b', 'abort')]);
  const wake = Promise.withResolvers<string>();
  const making = a.obtain('x', () => wake.promise);
  await delay(30);
  const controller = new AbortController();
  const waiting = b.obtain('x', async () => 'b', controller.signal);
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'ABORTED' });
  wake.resolve('a');
  expect(await making).toBe('a');
});

it('written values replace what is there', async () => {
  const map = await mapOf('a', 'written');
  await map.obtain('x', async () => 'old');
  await map.write(new Map([['x', 'new']]));
  expect(await map.obtain('x', async () => 'other')).toBe('new');
  await map.delete();
  expect(await map.read(['x'])).toEqual([null]);
});
