import { expect, it } from 'vitest';
import { shareAt, sharingOf } from './sharing.js';

it('falls as a power of the rollouts, through one that shares nothing and the one that was measured', () => {
  const sharing = sharingOf(16, 100, 25, 'collection');
  expect(sharing).toEqual({ rollouts: 16, share: 0.25, measured: 'collection' });
  // 16^power = 1/4: power = −1/2.
  expect(shareAt(sharing, 1)).toBe(1);
  expect(shareAt(sharing, 4)).toBeCloseTo(0.5, 12);
  expect(shareAt(sharing, 16)).toBeCloseTo(0.25, 12);
  expect(shareAt(sharing, 400)).toBeCloseTo(0.05, 12);
  expect(shareAt(undefined, 400)).toBe(1);
});

it('too little was asked for to tell', () => {
  expect(sharingOf(1, 10, 5, 'pilot')).toBeUndefined();
  expect(sharingOf(4, 0, 0, 'pilot')).toBeUndefined();
});
