import { expect, test } from 'vitest';
import { isLoopback } from './is-loopback.js';

test.each(['127.0.0.1', '127.8.9.1', '::1', '0:0:0:0:0:0:0:1', 'localhost'])('%s is', (host) => {
  expect(isLoopback(host)).toBe(true);
});

test.each(['0.0.0.0', '::', '192.168.1.1', '128.0.0.1', 'localhost.example', 'example', ''])(
  '%s is not',
  (host) => {
    expect(isLoopback(host)).toBe(false);
  },
);
