import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, StorageError } from '@roro/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeDropped } from './load-report.js';
import { longestText, readQuestions } from './read-questions.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-questions-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (records: readonly object[]): string => {
  const path = join(folder, 'q.jsonl');
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  return path;
};

it('keeps what is fit and names the rest', async () => {
  const path = file([
    { id: 'a', question: '1+1?', answer: 2 },
    { id: 'b', question: '2+2?', answer: '' },
    { id: 'c', question: '  ', answer: '3' },
    { id: 'a', question: '3+3?', answer: '6' },
    { question: '4+4?', answer: '8' },
    { id: 'e', question: '5+5?', answer: 'x'.repeat(10_000_000) },
    { id: 'f', question: ' 6+6? ', answer: 'worked: 6+6=12\n#### 1,012' },
    { id: 'g', question: '7+7?', answer: ['7', '14'] },
    { id: 'h', question: '8+8?', answer: null },
  ]);
  const { questions, report } = await readQuestions(path);
  expect(questions).toEqual([
    { id: 'a', prompt: '1+1?', answer: '2', line: 1 },
    { id: 'f', prompt: '6+6?', answer: '1012', line: 7 },
    { id: 'g', prompt: '7+7?', answer: '7, 14', line: 8 },
  ]);
  expect(report).toMatchObject({ read: 9, kept: 3 });
  expect(report.dropped).toEqual([
    { line: 2, reason: 'no answer in column "answer"' },
    { line: 3, reason: 'no question in column "question"' },
    { line: 4, reason: 'repeats the id "a" of line 1' },
    { line: 5, reason: 'no id in column "id"' },
    { line: 6, reason: `the answer in column "answer" has 10000000 characters, more than ${longestText}` },
    { line: 9, reason: 'no answer in column "answer"' },
  ]);
  const lines = describeDropped(path, report);
  expect(lines).toHaveLength(7);
  expect(lines[0]).toBe(`${path}: 6 of 9 records left out:`);
  expect(lines[3]).toBe(`  ${path}:4: repeats the id "a" of line 1`);
});

it('a question without an id names itself, so that a repetition is found', async () => {
  const { questions, report } = await readQuestions(
    file([
      { question: 'x?', answer: '1' },
      { question: 'x?', answer: '1' },
    ]),
  );
  expect(questions[0]?.id).toMatch(/^[0-9a-f]{12}$/);
  expect(report.dropped).toEqual([{ line: 2, reason: 'repeats the question of line 1' }]);
});

it('choices: from one column or several, and the right one by text, letter or place', async () => {
  const columns = { prompt: 'q', answer: 'right', choices: 'options' };
  const options = ['one', 'two', 'three'];
  const path = file([
    { q: 'a', right: 'two', options },
    { q: 'b', right: 'C', options },
    { q: 'c', right: 0, options },
    { q: 'd', right: 'four', options },
    { q: 'e', right: 'one', options: ['one', 'one'] },
    { q: 'f', right: 'one', options: ['one', ''] },
  ]);
  const { questions, report } = await readQuestions(path, columns);
  expect(questions.map(({ answer }) => answer)).toEqual(['two', 'three', 'one']);
  expect(questions[0]?.choices).toEqual(options);
  expect(report.dropped.map(({ reason }) => reason)).toEqual([
    'its answer "four" is none of its 3 choices',
    'two of its choices are the same',
    'expected at least two choices, none of them empty, got 1 of 2',
  ]);
  const spread = await readQuestions(file([{ q: 'a', right: 'x', wrong: 'y' }]), {
    prompt: 'q',
    answer: 'right',
    choices: ['right', 'wrong'],
  });
  expect(spread.questions[0]).toMatchObject({ answer: 'x', choices: ['x', 'y'] });
});

it('splits by a column; another name is left out', async () => {
  const path = file([
    { q: 'a', s: 'train' },
    { q: 'b', s: 'dev' },
    { q: 'c', s: 'final' },
  ]);
  const { questions, report } = await readQuestions(path, { prompt: 'q', split: 's' });
  expect(questions.map(({ split }) => split)).toEqual(['train', 'validation']);
  expect(report.dropped[0]?.reason).toBe('expected train, validation or test in column "s", got "final"');
});

it('a column that is not there: the nearest; no fit record at all: an error', async () => {
  const path = file([{ question: 'a', gold: '' }]);
  await expect(readQuestions(path, { prompt: 'qestion' })).rejects.toThrow(ConfigurationError);
  await expect(readQuestions(path, { prompt: 'qestion' })).rejects.toThrow(
    'has no column "qestion". Did you mean "question"? Its columns: question, gold.',
  );
  await expect(readQuestions(path)).rejects.toThrow(StorageError);
  await expect(readQuestions(path)).rejects.toThrow('none of 1 records is fit; the first, line 1: no answer');
  await expect(readQuestions(file([{ text: 'a' }]))).rejects.toThrow('no column that is usual for questions');
});
