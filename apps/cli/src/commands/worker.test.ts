import { expect, it } from 'vitest';
import { main } from '../main.js';
import { useCommandLine } from '../test/use-command-line.js';

const cli = useCommandLine();

it('says what is missing or wrong, without the password', async () => {
  expect(await main(['worker'])).toBe(2);
  expect(cli.errors).toMatch(/needs to know where the work is.*--queue redis:\/\/host:6379.*RORO_QUEUE/);
  cli.errors = '';
  expect(await main(['worker', '--queue', 'http://user:secret@127.0.0.1'])).toBe(2);
  expect(cli.errors).toMatch(/Expected the URL of a Redis server/);
  expect(await main(['worker', '--queue', 'redis://x', '--concurrency', '0'])).toBe(2);
  expect(await main(['collect', '--queue', 'redis://x', '--record', 'calls'])).toBe(2);
  expect(cli.errors).toMatch(/with --queue that is a worker.*Leave out --queue/);
  expect(cli.errors).not.toContain('secret');
});
