import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage } from '@roro/core';
import { Redis } from 'ioredis';
import { QueueError } from './queue-error.js';
import { redisAddress } from './redis-address.js';

export interface ConnectRedisOptions {
  /** Shown by `CLIENT LIST`. */
  name: string;
  /** Wait for the first connection, in seconds, default 5. */
  patience?: number;
  /** Told when a connection that stood is lost, and when it stands again. */
  onNote?: ((text: string) => void) | undefined;
}

/**
 * Connects to Redis. A connection that is lost later is made anew for as long as it takes; commands wait for it and
 * none is lost.
 *
 * @throws ConfigurationError for a URL that is none of Redis; QueueError where nothing that answers as Redis is there in time
 */
export async function connectRedis(
  url: string,
  { name, patience = 5, onNote }: ConnectRedisOptions,
): Promise<Redis> {
  const address = redisAddress(url);
  let lastError: unknown;
  const redis = new Redis(url, {
    connectionName: name,
    // BullMQ asks for it: a command waits for the next connection instead of failing.
    maxRetriesPerRequest: null,
    retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, 2000),
    lazyConnect: true,
  });
  redis.on('error', (error) => {
    lastError = error;
  });
  const abandon = new AbortController();
  redis.connect().catch((error: unknown) => {
    lastError ??= error;
  });
  // A server that is just starting refuses the first attempt; the retries go on until the time is up.
  const stands = new Promise<boolean>((resolve) => redis.once('ready', () => resolve(true)));
  const connected = await Promise.race([
    stands,
    refusal(redis),
    delay(patience * 1000, false, { signal: abandon.signal }),
  ]);
  abandon.abort();
  if (!connected) {
    redis.disconnect();
    throw connectionError(address, lastError, patience);
  }
  watch(redis, address, onNote);
  return redis;
}

/** Ends at once on what waiting does not mend: a wrong password. */
function refusal(redis: Redis): Promise<boolean> {
  return new Promise((resolve) => {
    redis.on('error', (error: Error) => {
      if (isRefused(error)) resolve(false);
    });
  });
}

function isRefused(error: unknown): boolean {
  return /\b(NOAUTH|WRONGPASS|NOPERM)\b|invalid password/i.test(errorMessage(error));
}

function connectionError(address: string, cause: unknown, patience: number): QueueError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  if (isRefused(cause)) {
    return new QueueError({
      message: `Redis at ${address} refuses this user.`,
      nextStep: 'Put user and password into the URL: redis://user:password@host:6379.',
      cause,
    });
  }
  const found = code ?? (cause === undefined ? 'no answer' : errorMessage(cause));
  return new QueueError({
    message: `Expected Redis at ${address}, but nothing there answers as one within ${patience} s (${found}).`,
    nextStep: 'Start it (redis-server --appendonly yes), or correct the URL.',
    cause,
  });
}

function watch(redis: Redis, address: string, onNote: ((text: string) => void) | undefined): void {
  let lost = false;
  redis.on('close', () => {
    // 'close' also follows our own `quit` and `disconnect`, after which nobody reconnects.
    if (lost || redis.status === 'end') return;
    lost = true;
    onNote?.(`Lost Redis at ${address}; trying again until it is back. Nothing is lost.`);
  });
  redis.on('end', () => {
    lost = true;
  });
  redis.on('ready', () => {
    if (lost) onNote?.(`Redis at ${address} is back.`);
    lost = false;
  });
}
