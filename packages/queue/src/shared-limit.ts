import { setTimeout as delay } from 'node:timers/promises';
import type { CallLimit } from '@roro/core';
import type { Redis } from 'ioredis';
import { Semaphore } from 'redis-semaphore';

/** A process that dies gives its room back after this time, in ms; while it lives it renews what it holds. */
const lease = 15_000;
/** Between two attempts of one process to get room, in ms. */
const pause = 20;

/**
 * A limit on calls in flight that all processes share which name the same key.
 *
 * While Redis is away no new call begins; calls under way go on.
 *
 * @param room calls at a time, ≥ 1
 */
export function sharedLimit(redis: Redis, key: string, room: number): CallLimit {
  // One asks at a time, in the order of arrival: however many wait here, they ask Redis as often as one.
  let turn: Promise<unknown> = Promise.resolve();

  async function acquire(): Promise<Semaphore> {
    for (;;) {
      const semaphore = new Semaphore(redis, key, room, {
        lockTimeout: lease,
        refreshInterval: lease / 3,
        acquireTimeout: lease,
        retryInterval: pause,
        // The call is on its way and cannot be taken back; what it stands for will be there for others too.
        onLockLost: () => undefined,
      });
      try {
        if (await semaphore.tryAcquire()) return semaphore;
      } catch (error) {
        if (redis.status === 'end') throw error;
        await delay(pause);
      }
    }
  }

  return async (call) => {
    const mine = turn.then(acquire);
    turn = mine.catch(() => undefined);
    const semaphore = await mine;
    try {
      return await call();
    } finally {
      // Not waited for: what the call gave is there already.
      void semaphore.release().catch(() => undefined);
    }
  };
}
