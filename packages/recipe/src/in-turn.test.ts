import { expect, it } from 'vitest';
import { inTurn } from './in-turn.js';

it('calls in the order of the positions, each as soon as it can', () => {
  const made: number[] = [];
  const seen: number[][] = [];
  const call = inTurn();
  for (const position of [2, 0, 3, 1, 4]) {
    call(position, () => made.push(position));
    seen.push([...made]);
  }
  expect(seen).toEqual([[], [0], [0], [0, 1, 2, 3], [0, 1, 2, 3, 4]]);
});
