import { expect, test } from 'vitest';
import { embeddingLength, embedText, forEachGram, numberFeatures, textWindow } from './text-features.js';

function grams(text: string): { exact: number[]; shape: number[] } {
  const exact: number[] = [];
  const shape: number[] = [];
  forEachGram(text, (one, other) => {
    exact.push(one);
    shape.push(other);
  });
  return { exact, shape };
}

test('n characters have n pairs and n − 1 triples, the start mark included', () => {
  expect(grams('abc').exact).toHaveLength(5);
  expect(new Set(grams('abc').exact).size).toBe(5);
  expect(grams('').exact).toEqual([]);
});

test('digits differ exactly and are equal in shape', () => {
  expect(grams('x=17').exact).not.toEqual(grams('x=93').exact);
  expect(grams('x=17').shape).toEqual(grams('x=93').shape);
  expect(grams('x+17').shape).not.toEqual(grams('x-17').shape);
});

test('an embedding has mean square 1 whatever the length, and is zero for no text', () => {
  const meanSquare = (text: string) =>
    embedText(text).reduce((sum, value) => sum + value * value, 0) / embeddingLength;
  expect(meanSquare('b=45+12=57')).toBeCloseTo(1, 5);
  expect(meanSquare('First, we add the two sides of the triangle.')).toBeCloseTo(1, 5);
  expect(meanSquare('')).toBe(0);
});

test('an embedding is a sum over grams: the buckets of one pair and none else for one character', () => {
  const values = embedText('z');
  expect(values.filter((value) => value !== 0)).toHaveLength(1);
  expect(Math.abs(values.find((value) => value !== 0) ?? 0)).toBeCloseTo(Math.sqrt(embeddingLength), 5);
});

test('only the end of a long text is read', () => {
  const tail = 'x'.repeat(textWindow);
  expect(embedText(`something else ${tail}`)).toEqual(embedText(tail));
});

test.each([
  ['b=45+12=57', [1, Math.log10(46), 5 / 9, 1, Math.log10(58), 7 / 9]],
  ['no number', [0, 0, 0, 0, 0, 0]],
  ['costs 3.75 dollars.', [1, Math.log10(4.75), 3 / 9, 1, Math.log10(4.75), 3 / 9]],
  ['7', [1, Math.log10(8), 7 / 9, 1, Math.log10(8), 7 / 9]],
  ['from 10 to 1.5. Done', [1, Math.log10(11), 0, 1, Math.log10(2.5), 1 / 9]],
  ['x3.y4.', [1, Math.log10(4), 3 / 9, 1, Math.log10(5), 4 / 9]],
])('numbers of %j', (text, expected) => {
  const values = numberFeatures(text);
  for (const [index, value] of expected.entries()) expect(values[index]).toBeCloseTo(value, 5);
});

test('a number of many digits stays finite', () => {
  expect(numberFeatures('9'.repeat(400))[1]).toBe(12);
});
