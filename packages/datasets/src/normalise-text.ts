/**
 * A question as its words: compatibility forms unified (NFKC), lower case, every run of other characters than letters,
 * digits and marks one space. Signs of arithmetic are kept, since "3+4" and "3-4" are different questions.
 */
export function normaliseText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}+\-*/=<>^%]+/gu, ' ')
    .trim();
}
