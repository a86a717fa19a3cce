import { functionName, leadingFunctionName } from './function-names.js';
import type { TokenEntry } from './token-entry.js';
import { greekWords, words } from './word-tokens.js';

/** What letters that were written together begin with: a word, a function, or one letter. */
export function leadingLetters(letters: string): { length: number; entry: TokenEntry } {
  const whole = (entry: TokenEntry): { length: number; entry: TokenEntry } => ({
    length: letters.length,
    entry,
  });
  const lower = letters.toLowerCase();
  const several = letters.length > 1;
  const word = several ? words.get(lower) : undefined;
  if (word) return whole(word);
  const called = several ? functionName(letters) : undefined;
  if (called !== undefined) return whole(['function', called]);
  if (greekWords.has(lower)) return whole(['symbol', lower]);
  // sinx is a function of one letter; longer words that begin alike are no functions.
  const leading = letters.length <= 8 ? leadingFunctionName(letters) : undefined;
  if (leading !== undefined && letters.length - leading.length === 1) {
    return { length: leading.length, entry: ['function', functionName(leading) ?? leading] };
  }
  return { length: 1, entry: letterEntry(letters.slice(0, 1)) };
}

/** One letter: e and i are constants in either case, others symbols in lower case, so that X answers x. */
export function letterEntry(letter: string): TokenEntry {
  const lower = letter.toLowerCase();
  return lower === 'e' || lower === 'i' ? ['constant', lower] : ['symbol', lower];
}
