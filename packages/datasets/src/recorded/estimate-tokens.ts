/**
 * A guess at the tokens of an English text, for records that do not say: one for every four characters, at least one. Rough
 * (numbers and formulas have more), so whatever is computed from it is labelled as estimated.
 */
export function estimateTokens(text: string): number {
  return Math.max(1, Math.ceil(text.length / 4));
}
