import { StorageError } from '@roro/core';

/**
 * Text of a UTF-8 file. A byte-order mark at its start is taken off.
 *
 * @throws StorageError that names line and byte where the bytes are no UTF-8 (Latin-1, UTF-16), or where a second
 *   byte-order mark shows that two files were joined
 */
export function decodeUtf8(bytes: Uint8Array, path: string): string {
  const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (wide) {
    throw new StorageError({
      path,
      message: `${path}:1: byte 1 of the line begins a UTF-16 byte-order mark; expected UTF-8.`,
      nextStep: `Convert it: iconv -f utf-16 -t utf-8 ${path}.`,
    });
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw notUtf8(bytes, path, cause);
  }
  const joint = text.indexOf('\n\uFEFF');
  if (joint === -1) return text;
  throw new StorageError({
    path,
    message: `${path}:${text.slice(0, joint + 1).split('\n').length}: byte 1 of the line begins a byte-order mark in the middle of the file: two files were joined.`,
    nextStep: 'Remove the mark (bytes EF BB BF).',
  });
}

function notUtf8(bytes: Uint8Array, path: string, cause: unknown): StorageError {
  const offset = firstInvalidByte(bytes);
  const before = bytes.subarray(0, offset);
  const line = before.reduce((count, byte) => count + (byte === 10 ? 1 : 0), 1);
  const column = offset - before.lastIndexOf(10);
  const byte = bytes[offset] ?? 0;
  const latin = byte >= 0xa0 ? ` ("${String.fromCharCode(byte)}" in Latin-1)` : '';
  return new StorageError({
    path,
    message: `${path}:${line}: byte ${column} of the line (${offset} of the file) is 0x${byte.toString(16).toUpperCase().padStart(2, '0')}${latin}, which is no UTF-8.`,
    nextStep: `Convert the file to UTF-8, for example: iconv -f latin1 -t utf-8 ${path}.`,
    cause,
  });
}

/** Where the first sequence that is no UTF-8 begins (RFC 3629 § 4). */
function firstInvalidByte(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] as number;
    const second = bytes[at + 1] ?? 0;
    let length = 0;
    if (first < 0x80) length = 1;
    else if (first >= 0xc2 && first <= 0xdf) length = 2;
    else if (first >= 0xe0 && first <= 0xef) length = 3;
    else if (first >= 0xf0 && first <= 0xf4) length = 4;
    const isOverlong = (first === 0xe0 && second < 0xa0) || (first === 0xf0 && second < 0x90);
    const isBeyond = (first === 0xed && second > 0x9f) || (first === 0xf4 && second > 0x8f);
    if (length === 0 || isOverlong || isBeyond) return at;
    for (let i = 1; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return at;
    at += length;
  }
  return bytes.length;
}
