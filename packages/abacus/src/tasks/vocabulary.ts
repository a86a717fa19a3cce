/** Characters that the models read and write. Id 0 is the begin and padding token; character i has id i + 1. */
export const ALPHABET = '\n 0123456789abcdefghijklmnopqrstuvwxyz=+-*/%?#!.,:';

/** Number of token ids, begin token included. */
export const VOCABULARY_SIZE = ALPHABET.length + 1;

/** Begins every text; also pads. */
export const BEGIN_TOKEN = 0;

const ids = new Map([...ALPHABET].map((character, index) => [character, index + 1]));

/**
 * Token ids of a text, one a character, without the begin token.
 * @throws RangeError on a character outside the alphabet.
 */
export function encode(text: string): number[] {
  return [...text].map((character) => {
    const id = ids.get(character);
    if (id === undefined) {
      throw new RangeError(
        `Expected characters of ${JSON.stringify(ALPHABET)}, got ${JSON.stringify(character)}; lower-case the text and drop what the models cannot read.`,
      );
    }
    return id;
  });
}

/** Text of token ids; the begin token stands for nothing. */
export function decode(tokens: ArrayLike<number>): string {
  let text = '';
  for (let i = 0; i < tokens.length; i++) {
    const id = tokens[i] as number;
    if (id !== BEGIN_TOKEN) text += ALPHABET[id - 1] ?? '';
  }
  return text;
}

/**
 * How log-probabilities spell a token: its character, and `<id>` where it has none (`<0>` is the begin token; texts
 * end with an ordinary newline, there is no end token). `<` is no character of the models, so nothing else looks like it.
 */
export function tokenText(token: number): string {
  return ALPHABET[token - 1] ?? `<${token}>`;
}
