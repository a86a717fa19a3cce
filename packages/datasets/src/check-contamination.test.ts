import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkContamination } from './check-contamination.js';
import { readTexts } from './read-texts.js';

const words = (from: number, count: number): string =>
  Array.from({ length: count }, (_, i) => `w${from + i}`).join(' ');

it('finds whole questions and runs of thirteen words, and no twelve', () => {
  const report = checkContamination(
    [
      { id: 'a', text: 'What is 3+4, please?' },
      { id: 'b', text: `before ${words(0, 15)} after` },
      { id: 'c', text: words(100, 12) },
    ],
    [
      { id: 'same', text: '  what IS 3+4 please ' },
      { id: 'sign', text: 'What is 3-4, please?' },
      { id: 'run', text: `other ${words(2, 13)} words` },
      { id: 'short', text: `x ${words(100, 12)} y` },
      { id: 'clean', text: words(200, 20) },
    ],
  );
  expect(report).toMatchObject({ train: 3, test: 5, words: 13, tooShort: 2 });
  // "other w2 … w14 words" has 15 words and so 3 runs, of which training text b has one.
  expect(report.pairs).toEqual([
    { test: 'same', train: 'a', kind: 'exact', share: 1, example: 'what is 3+4 please' },
    { test: 'run', train: 'b', kind: 'overlap', share: 1 / 3, example: words(2, 13) },
  ]);
});

it('names the training text with most in common, and the first of equals', () => {
  const train = [
    { id: 'one', text: words(0, 3) },
    { id: 'two', text: words(0, 5) },
    { id: 'three', text: words(0, 5) },
  ];
  const { pairs } = checkContamination(train, [{ id: 't', text: `${words(0, 5)} end` }], 3);
  expect(pairs).toEqual([{ test: 't', train: 'two', kind: 'overlap', share: 3 / 4, example: 'w0 w1 w2' }]);
  expect(() => checkContamination([], [], 0)).toThrow('whole number of words ≥ 1, got 0');
});

it('nothing but the same word is nothing', () => {
  expect(checkContamination([{ id: 'a', text: '?!' }], [{ id: 'b', text: 'x' }]).pairs).toEqual([]);
});

it('public questions: a set gives itself away whole, and two sets of other origin do not', async ({
  skip,
}) => {
  const shared = join(import.meta.dirname, '../../../../shared/datasets');
  skip(!existsSync(shared), `${shared} is not there`);
  const textsOf = async (name: string) => (await readTexts(join(shared, `${name}.jsonl`), 'test')).texts;
  const [gsm8k, math, amc] = [await textsOf('gsm8k-test'), await textsOf('math500'), await textsOf('amc23')];
  const own = checkContamination(math, math);
  expect(own.pairs).toHaveLength(500);
  expect(own.pairs.every(({ kind }) => kind === 'exact')).toBe(true);
  expect(checkContamination(gsm8k, amc).pairs).toEqual([]);
});
