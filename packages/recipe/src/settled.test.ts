import { expect, it } from 'vitest';
import { settled } from './settled.js';

const after = <T>(milliseconds: number, value: T): Promise<T> =>
  new Promise((resolve) => setTimeout(() => resolve(value), milliseconds));

it('gives what was asked for in its order', async () => {
  expect(await settled([after(3, 'a'), 'b', after(1, 'c')])).toEqual(['a', 'b', 'c']);
});

it('throws the first failure in that order, once the others have ended', async () => {
  let ended = false;
  const slow = after(5, 'slow').then(() => {
    ended = true;
  });
  const first = after(3, '').then(() => Promise.reject(new Error('first')));
  await expect(settled([slow, first, Promise.reject(new Error('earlier'))])).rejects.toThrow('first');
  expect(ended).toBe(true);
});
