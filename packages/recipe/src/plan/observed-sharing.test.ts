import type { Trajectory } from '@roro/core';
import { expect, it } from 'vitest';
import { observedSharing } from './observed-sharing.js';

const answer = (query: string, ...texts: string[]): Trajectory =>
  ({ query: { id: query }, steps: texts.map((text) => ({ text })) }) as unknown as Trajectory;

it('counts the texts that answers had come to', () => {
  const rollouts = [
    answer('a', 'x', 'y'),
    answer('a', 'x', 'z'),
    answer('b', 'x', 'y'),
    answer('b', 'x', 'y'),
  ];
  // a: x, xy, xz. b: x, xy. Another question is another tree.
  expect(observedSharing(rollouts, 2, 1)).toEqual({ rollouts: 2, queries: 2, steps: 2, prefixes: 2.5 });
  expect(observedSharing(rollouts, 1, 1)).toEqual({ rollouts: 1, queries: 2, steps: 2, prefixes: 2 });
  // The same text after another one is another place.
  expect(observedSharing([answer('a', 'x', 'x', 'x')], 1, 1)?.prefixes).toBe(3);
});

it('leaves out queries with too few; undefined where there is none', () => {
  const rollouts = [answer('a', 'x'), answer('a', 'y'), answer('b', 'x')];
  expect(observedSharing(rollouts, 2, 1)).toMatchObject({ queries: 1, prefixes: 2 });
  expect(observedSharing(rollouts, 3, 1)).toBeUndefined();
  expect(observedSharing([], 1, 1)).toBeUndefined();
});
