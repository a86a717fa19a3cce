import { createHash } from 'node:crypto';

/**
 * SHA-256 of a key. A slow, salted hash protects secrets that can be guessed; nobody guesses 256 random bits, so a fast
 * hash is enough (OWASP, Password Storage Cheat Sheet, speaks of passwords for that reason).
 */
export function hashApiKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
