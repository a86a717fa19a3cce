import type { Token } from './token.js';
import { isUnitLetter, isUnitWord } from './unit-words.js';

const letters = /[A-Za-z]+/y;
const quotient = /([A-Za-z]+)\s?\/\s?([A-Za-z]+)/y;
/** A power of the unit, and then the end of the item. */
const end = /\s{0,9}(?:\^\{?\d\}?)?\s{0,9}(?:[,;.)\]$]|(?:and|or)\b|$)/y;

/**
 * Length of the unit that begins at a place, after a number; 0 when there is none. Words are units anywhere, single letters
 * only at the end and after a space: 5 m, but not 5m or (3 m + 1)/2.
 *
 * @param before the token before the place
 * @param spaced white space stands between
 */
export function unitLengthAt(text: string, at: number, before: Token | undefined, spaced: boolean): number {
  if (before === undefined) return 0;
  const follows = ['number', 'close', 'degree', 'percent'].includes(before.type) || before.text === true;
  if (!follows) return 0;
  const compound = matchAt(quotient, text, at);
  if (compound && isUnitName(compound[1]!) && isUnitName(compound[2]!) && endsAt(text, quotient.lastIndex)) {
    return compound[0].length;
  }
  const word = matchAt(letters, text, at)?.[0] ?? '';
  if (word.length > 1) return isUnitWord(word) || (spaced && word.length >= 3) ? word.length : 0;
  return spaced && isUnitLetter(word) && endsAt(text, at + 1) ? 1 : 0;
}

function isUnitName(name: string): boolean {
  return name.length === 1 ? isUnitLetter(name) : isUnitWord(name);
}

function endsAt(text: string, at: number): boolean {
  return matchAt(end, text, at) !== null;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
