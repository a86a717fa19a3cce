import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';

export interface SharedLimitOptions {
  redis: Redis;
  /** Processes that name the same key share the limit. */
  key: string;
  /** Calls at a time, ≥ 1. */
  room: number;
  /** Seconds after which the room of a process that died is free, default 15. */
  leaseSeconds?: number;
}

/** Between two attempts of one process to get room, in ms. */
const pause = 20;

/** By the clock of the server: those of the processes may differ. A request that is sent twice holds one place. */
const now = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)`;

const enterScript = `${now}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local entered = redis.call('ZSCORE', KEYS[1], ARGV[1]) or redis.call('ZCARD', KEYS[1]) < tonumber(ARGV[2])
if not entered then return 0 end
redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1`;

const renewScript = `${now}
for i = 2, #ARGV do redis.call('ZADD', KEYS[1], 'XX', now + ARGV[1], ARGV[i]) end
redis.call('PEXPIRE', KEYS[1], ARGV[1])`;

interface LimitCommands {
  limitEnter(key: string, holder: string, room: number, lease: number): Promise<number>;
  limitRenew(key: string, lease: number, ...holders: string[]): Promise<null>;
}

/**
 * A limit on calls in flight that several processes share. While Redis is away no new call begins; calls under way go on.
 */
export class SharedLimit {
  readonly #redis: Redis & LimitCommands;
  readonly #key: string;
  readonly #room: number;
  /** In ms. */
  readonly #lease: number;
  readonly #name = randomUUID();
  readonly #held = new Set<string>();
  readonly #renewal: NodeJS.Timeout;
  #calls = 0;
  /** One asks at a time, in the order of arrival: however many wait here, they ask Redis as often as one. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ redis, key, room, leaseSeconds = 15 }: SharedLimitOptions) {
    this.#redis = withCommands(redis);
    this.#key = key;
    this.#room = room;
    this.#lease = Math.round(leaseSeconds * 1000);
    this.#renewal = setInterval(() => this.#renew(), this.#lease / 3).unref();
  }

  /** Makes a call when there is room for it. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    const entering = this.#turn.then(() => this.#enter());
    this.#turn = entering.catch(() => undefined);
    const holder = await entering;
    try {
      return await call();
    } finally {
      this.#held.delete(holder);
      // Not waited for: what the call gave is there already. A place that is not given back runs out.
      void this.#redis.zrem(this.#key, holder).catch(() => undefined);
    }
  }

  /** Renews nothing any more. */
  close(): void {
    clearInterval(this.#renewal);
  }

  async #enter(): Promise<string> {
    const holder = `${this.#name}:${this.#calls++}`;
    while ((await this.#redis.limitEnter(this.#key, holder, this.#room, this.#lease)) === 0) {
      await delay(pause);
    }
    this.#held.add(holder);
    return holder;
  }

  #renew(): void {
    if (this.#held.size === 0 || this.#redis.status !== 'ready') return;
    void this.#redis.limitRenew(this.#key, this.#lease, ...this.#held).catch(() => undefined);
  }
}

function withCommands(redis: Redis): Redis & LimitCommands {
  if (!('limitEnter' in redis)) {
    redis.defineCommand('limitEnter', { numberOfKeys: 1, lua: enterScript });
    redis.defineCommand('limitRenew', { numberOfKeys: 1, lua: renewScript });
  }
  return redis as Redis & LimitCommands;
}
