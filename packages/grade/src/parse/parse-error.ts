/** The text is not a formula that the grammar knows. */
export class ParseError extends Error {}

export function parseError(expected: string, found: string): ParseError {
  return new ParseError(`expected ${expected}, found ${found}`);
}
