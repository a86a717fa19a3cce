import { ConfigurationError } from '@roro/core';

/**
 * What a Redis URL may be called in messages: `host:port`, and the database where it is not 0. Without user and password.
 *
 * @param url `redis://` or, over TLS, `rediss://`
 * @throws ConfigurationError for any other URL
 */
export function redisAddress(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const database = parsed?.pathname.replace(/^\//, '') ?? '';
  if (parsed === undefined || !/^rediss?:$/.test(parsed.protocol) || !/^\d*$/.test(database)) {
    // The URL itself may hold a password, so it is not shown.
    throw new ConfigurationError({
      message:
        'Expected the URL of a Redis server: redis:// or rediss://, and at most a number as its database.',
      nextStep: 'Write redis://host:6379, redis://user:password@host:6379/1, or rediss://host:6379 for TLS.',
    });
  }
  const host = parsed.hostname === '' ? 'localhost' : parsed.hostname;
  return `${host}:${parsed.port || 6379}${Number(database) > 0 ? `/${database}` : ''}`;
}
