import type { Redis } from 'ioredis';
import type { z } from 'zod';

/** Seconds after which an entry that nobody renews is gone. */
const lifetime = 15;

export interface PresenceOptions<T> {
  redis: Redis;
  /** Key under which the entries lie. */
  key: string;
  /** What an entry is; one that does not fit, of another version say, is left out. */
  schema: z.ZodType<T>;
}

/** Who is there: entries that their owners renew, and that end with them. */
export class Presence<T> {
  readonly #redis: Redis;
  readonly #key: string;
  readonly #schema: z.ZodType<T>;

  constructor({ redis, key, schema }: PresenceOptions<T>) {
    this.#redis = redis;
    this.#key = key;
    this.#schema = schema;
  }

  /**
   * Enters `name`, and renews the entry until it is withdrawn.
   *
   * @returns withdraws it
   */
  async announce(name: string, entry: T): Promise<() => Promise<void>> {
    const write = async (): Promise<void> => {
      await this.#redis
        .multi()
        .sadd(this.#key, name)
        .set(this.#entryKey(name), JSON.stringify(entry), 'EX', lifetime)
        .exec();
    };
    await write();
    // A renewal that waits for a lost connection is made when it is back; one that fails is made good by the next.
    const timer = setInterval(() => void write().catch(() => undefined), (lifetime * 1000) / 3).unref();
    return async () => {
      clearInterval(timer);
      await this.#redis.multi().srem(this.#key, name).del(this.#entryKey(name)).exec();
    };
  }

  /** In the order of their names. */
  async list(): Promise<{ name: string; entry: T }[]> {
    const names = (await this.#redis.smembers(this.#key)).sort();
    if (names.length === 0) return [];
    const texts = await this.#redis.mget(names.map((name) => this.#entryKey(name)));
    const gone = names.filter((_, i) => texts[i] === null);
    if (gone.length > 0) await this.#redis.srem(this.#key, gone);
    return names.flatMap((name, i) => {
      const parsed = this.#schema.safeParse(parseJson(texts[i] ?? ''));
      return parsed.success ? [{ name, entry: parsed.data }] : [];
    });
  }

  #entryKey(name: string): string {
    return `${this.#key}:${name}`;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
