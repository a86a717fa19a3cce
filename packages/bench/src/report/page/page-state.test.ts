import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readState, writeState } from '../../../assets/page/page-state.js';

test('a state reads back from its address', () => {
  const word = fc.string();
  const count = fc.constantFrom('', '0', '12');
  const states = fc.record({
    text: word,
    setting: word,
    benchmark: word,
    router: word,
    verdict: word,
    least: count,
    most: count,
    open: word,
    differ: word,
    against: word,
    show: fc.array(fc.string({ minLength: 1 })),
  });
  fc.assert(
    fc.property(states, (state) => {
      expect(readState(writeState(state))).toEqual(state);
    }),
  );
});

test('an address of a part of the page is no state; nothing is the empty one; nonsense is left out', () => {
  expect(readState('#results')).toBeUndefined();
  const empty = readState('');
  expect(empty).toMatchObject({ text: '', open: '', show: [] });
  expect(empty && writeState(empty)).toBe('');
  expect(readState('#least=many&most=3&unknown=1')).toMatchObject({ least: '', most: '3' });
});
