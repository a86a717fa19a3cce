import { describe, expect, it } from 'vitest';
import { type LinePlace, placeOf } from './line-place.js';
import { BEGIN_TOKEN, encode } from './tasks/vocabulary.js';

function places(text: string): LinePlace[] {
  let previous: { token: number; place: LinePlace } | undefined;
  return [BEGIN_TOKEN, ...encode(text)].map((token) => {
    const place = placeOf(token, previous);
    previous = { token, place };
    return place;
  });
}

describe('placeOf', () => {
  it('counts columns from the last newline and carries the first letter of the line', () => {
    const [b, z] = encode('bz') as [number, number];
    expect(places('b=7\n!z=b\n#1')).toEqual([
      { column: 0, letter: 0 },
      { column: 0, letter: b },
      { column: 1, letter: b },
      { column: 2, letter: b },
      { column: 3, letter: b },
      { column: 0, letter: 0 },
      { column: 1, letter: z },
      { column: 2, letter: z },
      { column: 3, letter: z },
      { column: 4, letter: z },
      { column: 0, letter: 0 },
      { column: 1, letter: 0 },
    ]);
  });
});
