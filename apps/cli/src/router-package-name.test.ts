import { ConfigurationError } from '@roro/core';
import { expect, test } from 'vitest';
import { routerPackageName } from './router-package-name.js';

test.each([
  ['roro-router-mine', 'roro-router-mine', 'mine', 'Mine'],
  ['entropy-rise', 'entropy-rise', 'entropy-rise', 'Entropy rise'],
  ['@me/roro-router-a.b_c', 'roro-router-a.b_c', 'a-b-c', 'A b c'],
  ['roro-router-', 'roro-router-', 'roro-router', 'Roro router'],
  ['@my.org/2nd~try-', '2nd~try-', '2nd-try', '2nd try'],
])('%s', (name, folder, id, title) => {
  expect(routerPackageName(name, ['random'])).toEqual({ folder, id, title });
});

test.each([
  ['', /expected at least one character/, /Choose another/],
  ['MyRouter', /expected lower-case letters/, /Did you mean "my-router"\?/],
  ['my router', /expected lower-case letters/, /Did you mean "my-router"\?/],
  ['.hidden', /not beginning with "\." or "_"/, /Did you mean "hidden"\?/],
  ['_own', /not beginning/, /Did you mean "own"\?/],
  ['../up', /expected lower-case/, /Did you mean "up"\?/],
  ['a/b', /at most one scope/, /Did you mean "a-b"\?/],
  ['@Me/My Router', /expected lower-case/, /Did you mean "@me\/my-router"\?/],
  ['@me', /expected lower-case/, /Did you mean "me"\?/],
  ['node_modules', /npm keeps it/, /Did you mean "node-modules"\?/],
  ['stream', /Node has a module/, /Did you mean "roro-router-stream"\?/],
  ['x'.repeat(215), /at most 214 characters, got 215/, /Did you mean "x+"\?/],
  ['~~', /a letter or digit/, /Choose another/],
])('refuses %j', (name, problem, nextStep) => {
  expect(() => routerPackageName(name, [])).toThrow(ConfigurationError);
  expect(() => routerPackageName(name, [])).toThrow(problem);
  expect(() => routerPackageName(name, [])).toThrow(nextStep);
});

test('refuses the id of a router that exists', () => {
  for (const name of ['random', 'roro-router-random', '@me/random']) {
    expect(() => routerPackageName(name, ['fixed', 'random'])).toThrow(/A router "random" exists.*-2"/);
  }
});
