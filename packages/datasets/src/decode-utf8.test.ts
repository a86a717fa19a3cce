import { StorageError } from '@roro/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeUtf8 } from './decode-utf8.js';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

it('decodes UTF-8, with and without a byte-order mark', () => {
  expect(decodeUtf8(utf8('a\né 😀'), 'f')).toBe('a\né 😀');
  expect(decodeUtf8(bytes(0xef, 0xbb, 0xbf, 0x61), 'f')).toBe('a');
  expect(decodeUtf8(bytes(), 'f')).toBe('');
});

it('names line and byte of Latin-1, UTF-16 and joined files', () => {
  // "ab\nc" and é in Latin-1.
  const latin = bytes(0x61, 0x62, 0x0a, 0x63, 0xe9, 0x0a);
  expect(() => decodeUtf8(latin, 'q.jsonl')).toThrow(StorageError);
  expect(() => decodeUtf8(latin, 'q.jsonl')).toThrow(
    'q.jsonl:2: byte 2 of the line (4 of the file) is 0xE9 ("é" in Latin-1), which is no UTF-8. Convert',
  );
  expect(() => decodeUtf8(bytes(0xff, 0xfe, 0x61, 0), 'q')).toThrow(
    'q:1: byte 1 of the line begins a UTF-16',
  );
  expect(() => decodeUtf8(utf8('a\n\uFEFFb'), 'q')).toThrow(
    'q:2: byte 1 of the line begins a byte-order mark',
  );
});

it('finds overlong forms, surrogates, numbers beyond Unicode and sequences that are cut off', () => {
  for (const bad of [
    [0xc0, 0x80],
    [0xe0, 0x80, 0x80],
    [0xed, 0xa0, 0x80],
    [0xf4, 0x90, 0x80, 0x80],
    [0xe2, 0x82],
  ]) {
    expect(() => decodeUtf8(bytes(0x61, ...bad), 'q')).toThrow('q:1: byte 2 of the line (1 of the file)');
  }
});

it('gives back any text that was encoded', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      fc.pre(!text.startsWith('\uFEFF') && !text.includes('\n\uFEFF') && text.isWellFormed());
      expect(decodeUtf8(utf8(text), 'q')).toBe(text);
    }),
    { numRuns: 40 },
  );
});
