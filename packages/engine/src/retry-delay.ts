import type { Random } from '@roro/core';
import type { FailureSettings } from './failure-settings.js';

/** In seconds. A server that asks for more is not waited for. */
export const longestDelay = 30;

/**
 * Seconds to wait before the next attempt: what the server asked for, else `retryDelay` doubled with every attempt, up to
 * 30 s, with a jitter of ±50 %.
 *
 * @param attempt attempts that have failed before this one, ≥ 0
 */
export function retryDelay(
  attempt: number,
  failures: Pick<FailureSettings, 'retryDelay'>,
  jitter: Random,
  retryAfter: number | undefined,
): number {
  const backoff = Math.min(longestDelay, failures.retryDelay * 2 ** attempt) * (0.5 + jitter.uniform());
  return retryAfter === undefined ? backoff : Math.min(longestDelay, retryAfter);
}

/** Seconds of a `Retry-After` header, which holds seconds or a date; undefined where it says neither. */
export function readRetryAfter(header: string | null | undefined): number | undefined {
  if (header === null || header === undefined) return undefined;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}
