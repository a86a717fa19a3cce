import { setTimeout as delay } from 'node:timers/promises';
import { AbortError, Random } from '@roro/core';
import type { Redis } from 'ioredis';

export interface SharedMapOptions {
  redis: Redis;
  /** Hash that holds the values; claims lie beside it. */
  key: string;
  /** Names this process among those that share the map. */
  holder: string;
  /** Seconds after the last write that the map is kept. */
  lifetime: number;
  /** Seconds after which the claim of a process that died is free, default 15. */
  claimSeconds?: number;
}

/** The value; or `claimed`: this process shall make it; or `taken`: another one is making it. */
const takeScript = `
local value = redis.call('HGET', KEYS[1], ARGV[1])
if value then return { 'value', value } end
local claim = redis.call('GET', KEYS[2])
if claim and claim ~= ARGV[2] then return { 'taken' } end
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
return { 'claimed' }`;

/** The first value stays; the answer is the one that stands. */
const putScript = `
redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
redis.call('DEL', KEYS[2])
return redis.call('HGET', KEYS[1], ARGV[1])`;

const dropScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`;

interface MapCommands {
  mapTake(hash: string, claim: string, field: string, holder: string, ms: number): Promise<string[]>;
  mapPut(hash: string, claim: string, field: string, value: string, lifetime: number): Promise<string>;
  mapDrop(claim: string, holder: string): Promise<null>;
}

/**
 * A map of texts whose values are written once, whichever process makes them. Who wants a value that is not there claims
 * it, so that others wait instead of making it too; the claim of a process that dies runs out.
 */
export class SharedMap {
  readonly #redis: Redis & MapCommands;
  readonly #options: Required<SharedMapOptions>;
  /** Fields that this process is making. */
  readonly #making = new Map<string, Promise<string>>();
  /** Those among them that it has claimed, and does not only wait for. */
  readonly #claimed = new Set<string>();
  readonly #random: Random;
  readonly #renewal: NodeJS.Timeout;

  constructor(options: SharedMapOptions) {
    this.#options = { claimSeconds: 15, ...options };
    this.#redis = withCommands(options.redis);
    this.#random = new Random('shared-map', options.holder);
    this.#renewal = setInterval(() => this.#renew(), (this.#options.claimSeconds * 1000) / 3).unref();
  }

  /**
   * The value of a field, made by `make` where it is not there and nobody else is making it.
   *
   * @param signal ends the wait for another process
   * @throws what `make` throws; others then may make it. AbortError when the signal is aborted while it waits
   */
  obtain(field: string, make: () => Promise<string>, signal?: AbortSignal): Promise<string> {
    let making = this.#making.get(field);
    if (making === undefined) {
      making = this.#obtain(field, make, signal).finally(() => this.#making.delete(field));
      this.#making.set(field, making);
    }
    return making;
  }

  async #obtain(
    field: string,
    make: () => Promise<string>,
    signal: AbortSignal | undefined,
  ): Promise<string> {
    const { key, holder, lifetime, claimSeconds } = this.#options;
    const claim = this.#claimKey(field);
    for (let wait = 8; ; wait = Math.min(1.5 * wait, 200)) {
      throwIfAborted(signal);
      const [state, value] = await this.#redis.mapTake(key, claim, field, holder, claimSeconds * 1000);
      if (value !== undefined) return value;
      if (state === 'claimed') break;
      // An abort ends the wait; the next turn throws.
      await delay(
        wait * (0.5 + this.#random.uniform()),
        undefined,
        signal === undefined ? {} : { signal },
      ).catch(() => undefined);
    }
    this.#claimed.add(field);
    try {
      const made = await make();
      return await this.#redis.mapPut(key, claim, field, made, lifetime);
    } catch (error) {
      await this.#redis.mapDrop(claim, holder);
      throw error;
    } finally {
      this.#claimed.delete(field);
    }
  }

  /** Values in the order of the fields; null where there is none. */
  async read(fields: readonly string[]): Promise<(string | null)[]> {
    return fields.length === 0 ? [] : this.#redis.hmget(this.#options.key, ...fields);
  }

  /** Writes values over whatever is there. */
  async write(values: ReadonlyMap<string, string>): Promise<void> {
    if (values.size === 0) return;
    const { key, lifetime } = this.#options;
    await this.#redis.multi().hset(key, values).expire(key, lifetime).exec();
  }

  async delete(): Promise<void> {
    await this.#redis.del(this.#options.key);
  }

  /** Renews no claims any more. */
  close(): void {
    clearInterval(this.#renewal);
  }

  #renew(): void {
    if (this.#claimed.size === 0 || this.#redis.status !== 'ready') return;
    const pipeline = this.#redis.pipeline();
    for (const field of this.#claimed) {
      pipeline.pexpire(this.#claimKey(field), this.#options.claimSeconds * 1000);
    }
    void pipeline.exec().catch(() => undefined);
  }

  #claimKey(field: string): string {
    return `${this.#options.key}:claim:${field}`;
  }
}

function withCommands(redis: Redis): Redis & MapCommands {
  if (!('mapTake' in redis)) {
    redis.defineCommand('mapTake', { numberOfKeys: 2, lua: takeScript });
    redis.defineCommand('mapPut', { numberOfKeys: 2, lua: putScript });
    redis.defineCommand('mapDrop', { numberOfKeys: 1, lua: dropScript });
  }
  return redis as Redis & MapCommands;
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new AbortError({
    message: 'The wait for a value was stopped by its abort signal.',
    cause: signal.reason,
  });
}
