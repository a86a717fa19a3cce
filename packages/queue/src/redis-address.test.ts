import { expect, it } from 'vitest';
import { redisAddress } from './redis-address.js';

it.each([
  ['redis://localhost', 'localhost:6379'],
  ['redis://10.0.0.7:7000/2', '10.0.0.7:7000/2'],
  ['rediss://user:secret@redis.example:6380', 'redis.example:6380'],
  ['redis://[::1]:6379/0', '[::1]:6379'],
])('%s is called %s', (url, address) => {
  expect(redisAddress(url)).toBe(address);
});

it.each(['localhost:6379', 'http://user:secret@localhost', 'redis://user:secret@localhost/queue', ''])(
  'refuses %j without showing a password',
  (url) => {
    expect(() => redisAddress(url)).toThrow(/Expected the URL of a Redis server.*redis:\/\/host:6379/);
    expect(() => redisAddress(url)).not.toThrow(/secret/);
  },
);
