import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exitCodes } from './exit-codes.js';
import { main } from './main.js';
import { useCommandLine } from './test/use-command-line.js';

const cli = useCommandLine();

beforeEach(() => {
  vi.stubEnv('RORO_CACHE', join(cli.folder, 'cache'));
  vi.stubEnv('HF_ENDPOINT', 'http://127.0.0.1:1');
  cli.output = '';
});

afterEach(() => {
  vi.unstubAllEnvs();
});

const write = (name: string, records: readonly object[]): void =>
  writeFileSync(name, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
const question = (text: string): string =>
  `${text} one two three four five six seven eight nine ten eleven twelve`;

describe('roro data', () => {
  it('list: every data set with its questions and licence', async () => {
    expect(await main(['data', 'list', '--json'])).toBe(exitCodes.success);
    const listed: { id: string; splits: object; isCached: boolean }[] = JSON.parse(cli.output);
    expect(listed.map(({ id }) => id)).toEqual([
      'gsm8k',
      'math-500',
      'aime-2024',
      'aime-2025',
      'amc-2023',
      'omni-math',
      'olympiadbench',
      'gpqa-diamond',
    ]);
    expect(listed[0]).toMatchObject({ splits: { train: 7473, test: 1319 }, isCached: false });
    cli.output = '';
    expect(await main(['data', 'list'])).toBe(exitCodes.success);
    expect(cli.output).toMatch(/gsm8k +grade-school word problems/);
    expect(cli.output).toContain('7473 train, 1319 test · MIT');
  });

  it('show: a file with its splits and what was left out', async () => {
    write('mine.jsonl', [{ question: '1+1?', answer: 2 }, { question: '2+2?' }]);
    expect(await main(['data', 'show', 'mine.jsonl', '--split', 'test'])).toBe(exitCodes.success);
    expect(cli.output).toMatch(/splits {5}0 train, \d validation, \d test/);
    expect(cli.output).toContain('mine.jsonl: 1 of 2 records kept');
    expect(cli.errors).toContain('mine.jsonl:2: no answer in column "answer"');
    cli.output = '';
    expect(await main(['data', 'show', 'mine.jsonl', '--prompt', 'question', '--json'])).toBe(
      exitCodes.success,
    );
    // Without a column of answers every question is kept.
    expect(JSON.parse(cli.output)).toMatchObject({
      id: 'mine',
      files: [{ report: { read: 2, kept: 2, dropped: [] } }],
    });
  });

  it('show: an unknown name, split or column, and a data set that cannot be downloaded', async () => {
    expect(await main(['data', 'show', 'gsm8'])).toBe(exitCodes.usage);
    expect(cli.errors).toContain('Unknown data set "gsm8". Did you mean "gsm8k"?');
    write('mine.jsonl', [{ question: '1+1?', answer: 2 }]);
    expect(await main(['data', 'show', 'mine.jsonl', '--prompt', 'qestion'])).toBe(exitCodes.usage);
    expect(cli.errors).toContain('has no column "qestion". Did you mean "question"?');
    expect(await main(['data', 'show', 'mine.jsonl', '--split', 'tset'])).toBe(exitCodes.usage);
    expect(cli.errors).toContain('Unknown split "tset". Did you mean "test"?');
    expect(await main(['data', 'show', 'math-500'])).toBe(exitCodes.storage);
    expect(cli.errors).toMatch(
      /The download of .* failed: .*Without a network, put the file of MATH-500 at /,
    );
  });

  it('check: pairs are shown, and the exit code says that there are some', async () => {
    write('train.jsonl', [{ question: question('alpha') }, { question: 'What is 3+4?' }, { note: 'none' }]);
    write('test.jsonl', [
      { id: 'a', question: question('alpha') },
      { id: 'b', question: `${question('alpha')} thirteen` },
      { id: 'c', question: question('beta') },
      { id: 'd', question: 'What is 3-4?' },
    ]);
    expect(await main(['data', 'check', 'train.jsonl', 'test.jsonl'])).toBe(exitCodes.failure);
    expect(cli.output).toContain(
      '2 of 4 test questions (50.0 %) stand in 2 training texts: 1 whole, 1 by a run of 13 words',
    );
    expect(cli.output).toContain('a in line 1: the whole question');
    expect(cli.output).toContain('b in line 1: 50 % of its runs');
    expect(cli.output).toContain('1 test questions have fewer than 13 words');
    expect(cli.errors).toContain('train.jsonl: 1 records without a question, not compared');

    cli.output = '';
    process.exitCode = 0;
    write('clean.jsonl', [{ question: 'something else altogether' }]);
    expect(await main(['data', 'check', 'train.jsonl', 'clean.jsonl', '--json'])).toBe(exitCodes.success);
    expect(JSON.parse(cli.output)).toMatchObject({ pairs: [], words: 13 });
    expect(await main(['data', 'check', 'train.jsonl', 'clean.jsonl', '--words', '0'])).toBe(exitCodes.usage);
  });
});
