import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Split } from '@roro/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadBenchmark } from './load-benchmark.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-load-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (name: string, records: readonly object[]): string => {
  const path = join(folder, name);
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  return path;
};
const sums = (count: number, from = 0): object[] =>
  Array.from({ length: count }, (_, i) => ({ id: i, question: `${from + i}+1?`, answer: from + i + 1 }));

it('one file without splits: validation and test by the question, never train', async () => {
  const path = file('mine.jsonl', sums(200));
  const benchmark = await loadBenchmark(path);
  expect(benchmark).toMatchObject({ id: 'mine', trainsRouters: false });
  expect(benchmark.files).toEqual([{ path, report: { read: 200, kept: 200, dropped: [] } }]);
  const { train, validation, test } = benchmark.counts;
  expect([train, validation + test]).toEqual([0, 200]);
  // 30 % of 200, within three standard deviations.
  expect(Math.abs(validation - 60)).toBeLessThan(20);
  const all = (split: Split, seed?: number): string[] =>
    benchmark.queries(split, 1000, seed).map(({ id }) => id);
  expect(new Set([...all('validation'), ...all('test')]).size).toBe(200);
  expect(benchmark.queries('test', 5, 3)).toEqual(benchmark.queries('test', 5, 3));
  expect(benchmark.queries('test', 5, 3)).toEqual(benchmark.queries('test', 50, 3).slice(0, 5));
  expect(all('test', 1)).not.toEqual(all('test', 2));
  const [query] = benchmark.queries('test', 1);
  expect(query?.id).toMatch(/^mine\/\d+$/);
  expect(query?.prompt).toMatch(/^\d+\+1\?\n\nReason step by step, .* \\boxed\{\}\.$/);
  expect(query?.benchmark).toBe('mine');

  // The same question is in the same split in another file, in another order.
  const other = await loadBenchmark({ path: file('other.jsonl', sums(200).reverse()) }, { instruction: '' });
  const prompts = new Set(other.queries('test', 1000).map(({ prompt }) => prompt));
  for (const { prompt } of benchmark.queries('test', 1000)) expect(prompts).toContain(prompt.split('\n')[0]);
});

it('files of each split: validation comes from train, and test stays whole', async () => {
  const path = { train: file('a.jsonl', sums(100)), test: file('b.jsonl', sums(40, 1000)) };
  const benchmark = await loadBenchmark({ path }, { id: 'sums' });
  expect(benchmark).toMatchObject({ id: 'sums', trainsRouters: true });
  expect(benchmark.counts.test).toBe(40);
  expect(benchmark.counts.train + benchmark.counts.validation).toBe(100);
  expect(benchmark.counts.validation).toBeGreaterThan(0);
  const ids = (['train', 'validation', 'test'] as const).flatMap((split) =>
    benchmark.queries(split, 1000).map(({ id }) => id),
  );
  expect(new Set(ids).size).toBe(140);
});

it('multiple choice: letters in an order of the question, graded by letter', async () => {
  const records = Array.from({ length: 400 }, (_, i) => ({
    q: `Which ${i}?`,
    right: 'r',
    b: 'x',
    c: 'y',
    d: 'z',
  }));
  const source = {
    path: file('choices.jsonl', records),
    columns: { prompt: 'q', answer: 'right', choices: ['right', 'b', 'c', 'd'] },
  };
  const benchmark = await loadBenchmark(source);
  const queries = benchmark.queries('test', 1000);
  const places = { A: 0, B: 0, C: 0, D: 0 };
  for (const { prompt, answer } of queries) {
    const letter = answer as keyof typeof places;
    places[letter] += 1;
    expect(prompt).toContain(`${letter}) r`);
    expect(prompt).toContain('the letter of the right choice');
  }
  for (const count of Object.values(places)) expect(count / queries.length).toBeGreaterThan(0.15);
  const query = { ...(queries[0] as (typeof queries)[number]), answer: 'B' };
  for (const answer of ['B', '(b)', '\\text{B}', 'B) r', '$B$']) {
    expect(benchmark.verifier.verify(query, answer).correct, answer).toBe(true);
  }
  for (const answer of ['A', 'Blue', '', '42']) {
    expect(benchmark.verifier.verify(query, answer).correct, answer).toBe(false);
  }
  const again = await loadBenchmark(source, { choiceSeed: 1 });
  expect(again.queries('test', 1000).map(({ answer }) => answer)).not.toEqual(
    queries.map(({ answer }) => answer),
  );
});

it('tells of what was left out', async () => {
  const notes: string[] = [];
  const records = [...sums(3), { id: 9, question: 'x?' }];
  await loadBenchmark(file('mine.jsonl', records), { onNote: (text) => notes.push(text) });
  expect(notes[0]).toMatch(/1 of 4 records left out:$/);
  expect(notes[1]).toMatch(/mine\.jsonl:4: no answer in column "answer"$/);
});

it('reads the public questions that lie beside the repository', async ({ skip }) => {
  const shared = join(import.meta.dirname, '../../../../shared/datasets');
  skip(!existsSync(shared), `${shared} is not there`);
  const expected = [
    ['gsm8k-test', 1319, 'question'],
    ['math500', 500, 'problem'],
    ['aime24', 30, 'problem'],
    ['amc23', 40, 'problem'],
    ['olympiadbench', 675, 'problem'],
  ] as const;
  for (const [name, read, prompt] of expected) {
    const path = join(shared, `${name}.jsonl`);
    const benchmark = await loadBenchmark({ path, columns: { prompt, answer: 'answer', id: 'id' } });
    expect(benchmark.files[0]?.report, name).toEqual({ read, kept: read, dropped: [] });
    for (const query of benchmark.queries('test', 2000)) {
      expect(
        benchmark.verifier.verify(query, query.answer as string).correct,
        `${query.id}: ${query.answer}`,
      ).toBe(true);
      if (name === 'gsm8k-test') expect(query.answer).toMatch(/^-?\d+(\.\d+)?$/);
    }
  }
});
