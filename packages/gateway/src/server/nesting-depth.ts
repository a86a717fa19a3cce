const quote = 0x22;
const backslash = 0x5c;

/**
 * Is some place of a JSON text within more than `limit` objects and arrays? Reads the bytes before anything parses them,
 * without recursion: later code may walk the value recursively. In UTF-8 no byte of a longer character is a bracket or a
 * quotation mark. For bytes that are no JSON the answer is meaningless, and the parser refuses them.
 */
export function isDeeperThan(bytes: Uint8Array, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inString) {
      if (byte === backslash) i += 1;
      else if (byte === quote) inString = false;
    } else if (byte === quote) {
      inString = true;
    } else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > limit) return true;
    } else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1;
    }
  }
  return false;
}
