import { Random } from '@roro/core';
import { describe, expect, it } from 'vitest';
import { readRetryAfter, retryDelay } from './retry-delay.js';

describe('retryDelay', () => {
  it('doubles with every attempt, within ±50 %, up to 30 s', () => {
    const jitter = new Random('jitter', 1);
    for (const [attempt, middle] of [
      [0, 0.5],
      [1, 1],
      [3, 4],
      [20, 30],
    ] as const) {
      const seconds = retryDelay(attempt, { retryDelay: 0.5 }, jitter, undefined);
      expect(seconds).toBeGreaterThanOrEqual(middle * 0.5);
      expect(seconds).toBeLessThanOrEqual(middle * 1.5);
    }
  });

  it('waits as long as the server asks', () => {
    const jitter = new Random('jitter', 1);
    expect(retryDelay(3, { retryDelay: 0.5 }, jitter, 0)).toBe(0);
    expect(retryDelay(0, { retryDelay: 0.5 }, jitter, 7)).toBe(7);
    expect(retryDelay(0, { retryDelay: 0.5 }, jitter, 900)).toBe(30);
  });
});

describe('readRetryAfter', () => {
  it('reads seconds and dates, and nothing else', () => {
    expect(readRetryAfter('12')).toBe(12);
    expect(readRetryAfter(new Date(Date.now() + 5000).toUTCString())).toBeGreaterThan(3);
    expect(readRetryAfter('Thu, 01 Jan 1970 00:00:00 GMT')).toBe(0);
    expect(readRetryAfter('soon')).toBeUndefined();
    expect(readRetryAfter(null)).toBeUndefined();
  });
});
