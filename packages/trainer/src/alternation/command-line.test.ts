import { execFileSync } from 'node:child_process';
import { ConfigurationError } from '@roro/core';
import { expect, it } from 'vitest';
import { commandLine } from './command-line.js';

it('fills in values as single words of the shell', () => {
  const home = ['$', '{HOME:+home}'].join('');
  const line = commandLine(`printf "%s|" {data} --x={data} ${home} {round}`, {
    data: "a b'c; $(false)",
    round: '2',
  });
  expect(execFileSync('sh', ['-c', line], { env: { HOME: '/h' }, encoding: 'utf8' })).toBe(
    "a b'c; $(false)|--x=a b'c; $(false)|home|2|",
  );
});

it('names the placeholder that has no value', () => {
  expect(() => commandLine('train {dat}', { data: 'x', rewards: 'y' })).toThrow(ConfigurationError);
  expect(() => commandLine('train {dat}', { data: 'x', rewards: 'y' })).toThrow(/"dat".*Did you mean "data"/);
});
