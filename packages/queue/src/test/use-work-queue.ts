import type { Redis } from 'ioredis';
import { afterEach, beforeEach } from 'vitest';
import { connectRedis } from '../connect-redis.js';
import { type TakeWorkOptions, takeWork, type WorkTaker } from '../take-work.js';
import { type WorkItem, WorkQueue } from '../work-queue.js';
import { hasRedis, noRedis, type RedisServer, startRedis } from './redis-server.js';

/** A queue of a test's own on a Redis of its own. */
export interface WorkQueueWorld {
  server: RedisServer;
  /** Of the process that hands work in. */
  redis: Redis;
  queue: WorkQueue;
  /** What a reader of that process was told. */
  notes: string[];
  /** Takes work as another process would, on a connection of its own. */
  take(
    worker: string,
    perform: TakeWorkOptions['perform'],
    more?: Partial<TakeWorkOptions>,
  ): Promise<WorkTaker & { redis: Redis }>;
}

/** Gives each test of a file a queue named `work`; everything is closed after the test. */
export function useWorkQueue(): WorkQueueWorld {
  const takers: WorkTaker[] = [];
  const connections: Redis[] = [];
  const connect = async (name: string): Promise<Redis> => {
    const connection = await connectRedis(world.server.url, { name });
    connections.push(connection);
    return connection;
  };
  const world = {
    notes: [] as string[],
    async take(worker, perform, more = {}) {
      const redis = await connect(worker);
      const options = { redis, queue: 'work', worker, concurrency: 4, lockSeconds: 0.7, perform, ...more };
      const taker = takeWork(options);
      takers.push(taker);
      return Object.assign(taker, { redis });
    },
  } as WorkQueueWorld;
  beforeEach(async (context) => {
    if (!hasRedis()) context.skip(noRedis);
    world.server = await startRedis();
    world.redis = await connect('coordinator');
    world.notes.length = 0;
    world.queue = await WorkQueue.open({
      redis: world.redis,
      name: 'work',
      lookEvery: 0.2,
      onNote: (text) => world.notes.push(text),
    });
  });
  afterEach(async () => {
    await Promise.all([...takers.splice(0).map((taker) => taker.close(0)), world.queue?.close()]);
    for (const connection of connections.splice(0)) connection.disconnect();
    await world.server?.close();
  });
  return world;
}

/** The job of squaring a number. */
export function squareOf(n: number): WorkItem {
  return { id: `square-${n}`, name: 'square', payload: n };
}

export async function square({ payload }: { payload: unknown }): Promise<unknown> {
  return { square: Number(payload) ** 2 };
}
