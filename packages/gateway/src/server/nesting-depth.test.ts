import { expect, test } from 'vitest';
import { isDeeperThan } from './nesting-depth.js';

const bytes = (text: string) => new TextEncoder().encode(text);

test.each([
  ['1', 0],
  ['{}', 1],
  ['[[],[],{}]', 2],
  ['{"a":[{"b":[]}]}', 4],
  // Brackets in strings are text, also behind escaped quotation marks and backslashes.
  ['["[[[[", "\\"[[[", "\\\\"]', 1],
  ['["\\\\", [["é[[["]]]', 3],
])('%s is %i deep', (text, depth) => {
  expect(isDeeperThan(bytes(text), depth)).toBe(false);
  if (depth > 0) expect(isDeeperThan(bytes(text), depth - 1)).toBe(true);
});

test('counts a million brackets without recursion', () => {
  expect(isDeeperThan(bytes('['.repeat(1_000_000)), 999_999)).toBe(true);
});
