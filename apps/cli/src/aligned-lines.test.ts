import { expect, it } from 'vitest';
import { alignedLines } from './aligned-lines.js';

it('pads every cell to the widest of its column, and nothing at the end of a line', () => {
  expect(alignedLines([['a', 'bbb', 'c'], ['dddd', '', 'ee'], ['f']])).toEqual([
    'a     bbb  c',
    'dddd       ee',
    'f',
  ]);
  expect(alignedLines([])).toEqual([]);
});
