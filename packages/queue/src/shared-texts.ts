import { contentHash } from '@roro/core';
import type { Redis } from 'ioredis';
import { QueueError } from './queue-error.js';

/** Long texts that many jobs name by their SHA-256, each stored once. */
export class SharedTexts {
  readonly #redis: Redis;
  readonly #key: string;
  readonly #lifetime: number;
  /** Known to be stored, so that a job costs no round trip for it. */
  readonly #stored = new Map<string, Promise<unknown>>();
  readonly #texts = new Map<string, Promise<string>>();

  /** @param lifetime seconds after the last write that the texts are kept */
  constructor(redis: Redis, key: string, lifetime: number) {
    this.#redis = redis;
    this.#key = key;
    this.#lifetime = lifetime;
  }

  /** Stores a text and returns its hash. */
  async put(text: string): Promise<string> {
    const hash = contentHash(text);
    let stored = this.#stored.get(hash);
    if (stored === undefined) {
      stored = this.#redis.multi().hsetnx(this.#key, hash, text).expire(this.#key, this.#lifetime).exec();
      keepLast(this.#stored, hash, stored);
      stored.catch(() => this.#stored.delete(hash));
    }
    await stored;
    return hash;
  }

  /** Forgets what it knows to be stored: the server may have lost it. */
  doubt(): void {
    this.#stored.clear();
  }

  /** @throws QueueError where the text is not there, or is another one */
  async get(hash: string): Promise<string> {
    let text = this.#texts.get(hash);
    if (text === undefined) {
      text = this.#read(hash);
      keepLast(this.#texts, hash, text);
      text.catch(() => this.#texts.delete(hash));
    }
    return text;
  }

  async #read(hash: string): Promise<string> {
    const text = await this.#redis.hget(this.#key, hash);
    if (text !== null && contentHash(text) === hash) return text;
    throw new QueueError({
      message: `A job names a text (${hash.slice(0, 12)}…) that ${text === null ? 'is not in' : 'was changed in'} the queue.`,
      nextStep: 'Run the command that enqueued it again: it stores the text anew.',
    });
  }
}

const kept = 64;

function keepLast<T>(map: Map<string, T>, key: string, value: T): void {
  const [oldest] = map.keys();
  if (map.size >= kept && oldest !== undefined) map.delete(oldest);
  map.set(key, value);
}
