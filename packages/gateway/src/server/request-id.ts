import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The client's `x-request-id` where it is fit for a log line and a header, else a new one. */
export function requestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
}
