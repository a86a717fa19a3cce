import { BEGIN_TOKEN, encode } from './tasks/vocabulary.js';

/** Where a token stands in its line. */
export interface LinePlace {
  /** Characters since the last newline. */
  column: number;
  /** Token of the line's first letter, which names the value that the line is about; 0 before there is one. */
  letter: number;
}

const [newline] = encode('\n');
const [firstLetter = 0, lastLetter = 0] = encode('az');

/**
 * The place of a token, given the token before it and that one's place. A newline is the last character of its
 * line; the begin token and the character after it both stand in column 0.
 *
 * @param previous undefined for the first token of a sequence
 */
export function placeOf(token: number, previous?: { token: number; place: LinePlace }): LinePlace {
  const begins = previous === undefined || previous.token === newline || previous.token === BEGIN_TOKEN;
  const carried = begins ? 0 : previous.place.letter;
  const isLetter = token >= firstLetter && token <= lastLetter;
  return {
    column: begins ? 0 : previous.place.column + 1,
    letter: carried !== 0 ? carried : isLetter ? token : 0,
  };
}
