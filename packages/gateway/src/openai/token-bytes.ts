/** UTF-8 bytes of a token; null where its text does not hold them, as with part of a character. */
export function tokenBytes(token: string): number[] | null {
  return token.includes('\uFFFD') ? null : [...new TextEncoder().encode(token)];
}
