/** Values of one text's embedding. */
export const embeddingLength = 24;

/** Characters of a text that are looked at. Longer texts cost no more. */
export const textWindow = 128;

/** Murmur3's finaliser: spreads neighbouring codes over all 32 bits. */
function mix(code: number): number {
  let hash = Math.imul(code ^ (code >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/**
 * Hashes of every pair and triple of characters, a start mark included.
 *
 * @param visit gets the hash, and the hash of the same characters with all digits made equal
 */
export function forEachGram(text: string, visit: (exact: number, shape: number) => void): void {
  let code1 = 10;
  let code2 = 0;
  let shape1 = 10;
  let shape2 = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const shape = code >= 48 && code <= 57 ? 48 : code;
    const pair = (code1 << 16) | code;
    const shapePair = (shape1 << 16) | shape;
    visit(mix(pair), mix(shapePair));
    if (index > 0)
      visit(mix(Math.imul(code2, 0x9e3779b1) ^ pair), mix(Math.imul(shape2, 0x9e3779b1) ^ shapePair));
    code2 = code1;
    code1 = code;
    shape2 = shape1;
    shape1 = shape;
  }
}

/**
 * Signed feature hashing of a text (Weinberger et al. 2009, arXiv 0902.2206): each pair and triple of characters adds
 * +1 or −1 to the bucket that its hash names. All digits count as the same character, so that "plus a two-digit
 * number" is one thing to learn and not a hundred; what number it is, `numberFeatures` tells. Scaled to a mean square
 * of 1, so that long texts count no more than short ones; an empty text is all zeros.
 *
 * @param text only its last `textWindow` characters are read
 * @returns `embeddingLength` values
 */
export function embedText(text: string): Float32Array {
  const values = new Float32Array(embeddingLength);
  forEachGram(text.length > textWindow ? text.slice(-textWindow) : text, (_, shape) =>
    addSigned(values, shape),
  );
  return normalise(values);
}

export function addSigned(values: Float32Array, hash: number): void {
  const bucket = (hash >>> 1) % embeddingLength;
  values[bucket] = (values[bucket] as number) + ((hash & 1) === 1 ? 1 : -1);
}

export function normalise(values: Float32Array): Float32Array {
  let squares = 0;
  for (let index = 0; index < values.length; index++) squares += (values[index] as number) ** 2;
  if (squares === 0) return values;
  const factor = Math.sqrt(values.length / squares);
  for (let index = 0; index < values.length; index++) values[index] = (values[index] as number) * factor;
  return values;
}

/** Values for one number: is there one, log10(1 + x) up to 12, the last digit of its whole part / 9. */
export const numberLength = 3;

/**
 * Features of the first and of the last number of a text; zeros where it has none.
 *
 * @returns 2 × `numberLength` values: first, last
 */
export function numberFeatures(text: string): Float32Array {
  const values = new Float32Array(2 * numberLength);
  let start = 0;
  while (start < text.length && !isDigit(text.charCodeAt(start))) start += 1;
  if (start === text.length) return values;
  let end = text.length;
  while (!isDigit(text.charCodeAt(end - 1))) end -= 1;
  writeNumber(values, 0, text, start);
  let last = end - 1;
  while (last > start && isNumberPart(text, last - 1)) last -= 1;
  writeNumber(values, numberLength, text, last);
  return values;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** A digit, or a point between two digits. */
function isNumberPart(text: string, index: number): boolean {
  if (isDigit(text.charCodeAt(index))) return true;
  return (
    text.charCodeAt(index) === 46 &&
    index > 0 &&
    isDigit(text.charCodeAt(index - 1)) &&
    isDigit(text.charCodeAt(index + 1))
  );
}

function writeNumber(values: Float32Array, at: number, text: string, start: number): void {
  let whole = 0;
  let index = start;
  while (isDigit(text.charCodeAt(index))) whole = whole * 10 + text.charCodeAt(index++) - 48;
  let fraction = 0;
  if (isNumberPart(text, index)) {
    index += 1;
    for (let unit = 0.1; isDigit(text.charCodeAt(index)); unit /= 10) {
      fraction += (text.charCodeAt(index++) - 48) * unit;
    }
  }
  values[at] = 1;
  values[at + 1] = Math.min(12, Math.log10(1 + whole + fraction));
  values[at + 2] = (text.charCodeAt(wholeEnd(text, start)) - 48) / 9;
}

/** Index of the last digit of the whole part of the number that starts here. */
function wholeEnd(text: string, start: number): number {
  let index = start;
  while (isDigit(text.charCodeAt(index + 1))) index += 1;
  return index;
}
