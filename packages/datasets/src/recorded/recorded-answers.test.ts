import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, GenerationError, ValidationError } from '@roro/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { answerFeatures } from './answer-features.js';
import { answerScorer } from './answer-scorer.js';
import { estimateTokens } from './estimate-tokens.js';
import { type RecordedAnswers, readRecordedAnswers } from './recorded-answers.js';
import { recordedBenchmark } from './recorded-benchmark.js';
import { RecordedModel } from './recorded-model.js';
import { recordedPool } from './recorded-pool.js';
import { recordedSplits } from './recorded-splits.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-recorded-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (records: readonly object[]): string => {
  const path = join(folder, 'answers.jsonl');
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  return path;
};
const record = (i: number, extra: object = {}): object => ({
  question: `What is ${i} plus 1?`,
  gold: String(i + 1),
  answers: {
    small: { text: `${i} + 1 = ${i % 2 === 0 ? i + 1 : i}`, correct: i % 2 === 0, ...extra },
    large: { text: `${i} + 1 = ${i + 1}\nA: ${i + 1}`, correct: true, ...extra },
  },
});
const records = (count: number, extra: object = {}): object[] =>
  Array.from({ length: count }, (_, i) => record(i, extra));
const read = (list: readonly object[]): Promise<RecordedAnswers> =>
  readRecordedAnswers(file(list), { onNote: () => undefined });
const ask = (model: RecordedModel, text: string, prefix = '') =>
  model.doGenerate({
    prompt: [
      { role: 'user', content: [{ type: 'text', text }] },
      ...(prefix === ''
        ? []
        : [{ role: 'assistant' as const, content: [{ type: 'text' as const, text: prefix }] }]),
    ],
  });

it('reads answers, and names what is unfit', async () => {
  const notes: string[] = [];
  const path = file([
    record(1),
    { question: 'x?', gold: '1', answers: { small: 'a' } },
    { question: 'y?', gold: '1', answers: { small: 'a', large: 'b', other: 'c' } },
    { question: 'z?', gold: '1', answers: { small: 1, large: 'b' } },
    record(1),
    { question: 'no labels?', answers: { small: 'a', large: 'b' } },
  ]);
  const recorded = await readRecordedAnswers(path, { onNote: (text) => notes.push(text) });
  expect(recorded).toMatchObject({ models: ['small', 'large'], isLabelled: false, tokens: 'estimated' });
  expect(recorded.questions.map(({ prompt }) => prompt)).toEqual(['What is 1 plus 1?', 'no labels?']);
  expect(recorded.report.dropped.map(({ line, reason }) => `${line}: ${reason}`)).toEqual([
    '2: no answer of model "large"',
    '3: an answer of model "other", which the first record lacks',
    expect.stringMatching(/^4: no answers in column "answers": /),
    '5: repeats the question of line 1',
  ]);
  expect(notes).toHaveLength(5);
  await expect(
    readRecordedAnswers(path, { columns: { prompt: 'question', answers: 'anwsers' } }),
  ).rejects.toThrow('Did you mean "answers"?');
});

it('a recorded model replays whole answers and refuses everything else', async () => {
  const model = new RecordedModel(await read(records(3)), 'large');
  const { content, finishReason, usage, providerMetadata } = await ask(model, 'What is 2 plus 1?');
  expect(content).toEqual([{ type: 'text', text: '2 + 1 = 3\nA: 3' }]);
  expect(finishReason).toEqual({ unified: 'stop', raw: 'recorded' });
  // 14 characters and 17 characters, four to a token.
  expect([usage.outputTokens.total, usage.inputTokens.total]).toEqual([4, 5]);
  expect(providerMetadata).toEqual({ roro: {} });
  expect(model.provider).toBe('recorded, tokens estimated');
  await expect(ask(model, 'What is 9 plus 1?')).rejects.toThrow(GenerationError);
  await expect(ask(model, 'What is 9 plus 1?')).rejects.toThrow(
    'no answer to "What is 9 plus 1?" (3 questions',
  );
  await expect(ask(model, 'What is 2 plus 1?', '2')).rejects.toThrow('cannot continue an answer');
  const { stream } = await model.doStream({
    prompt: [{ role: 'user', content: [{ type: 'text', text: 'What is 2 plus 1?' }] }],
  });
  const types: string[] = [];
  for await (const { type } of stream) types.push(type);
  expect(types).toEqual(['stream-start', 'text-start', 'text-delta', 'text-end', 'finish']);
});

it('counts tokens where the record does', async () => {
  const recorded = await read(records(3, { tokens: 7 }));
  expect(recorded.tokens).toBe('recorded');
  const model = new RecordedModel(recorded, 'large');
  expect((await ask(model, 'What is 2 plus 1?')).usage.outputTokens.total).toBe(7);
  const models = [{ id: 'small', parameters: 1 }];
  expect(recordedPool(recorded, { id: 'p', models })).not.toHaveProperty('note');
  expect(recordedPool(await read(records(3)), { id: 'p', models }).note).toMatch(/estimated/);
  expect(() => recordedPool(recorded, { id: 'p', models: [{ id: 'smal', parameters: 1 }] })).toThrow(
    'Unknown recorded model "smal". Did you mean "small"?',
  );
  expect([estimateTokens(''), estimateTokens('abcd'), estimateTokens('abcde')]).toEqual([1, 1, 2]);
});

it('the benchmark has a training split, and grades by label', async () => {
  const recorded = await read(records(100));
  const benchmark = recordedBenchmark(recorded, { id: 'mine' });
  const { train, validation, test } = benchmark.counts;
  expect(train + validation + test).toBe(100);
  expect(Math.abs(train - 50)).toBeLessThan(16);
  expect(benchmark.trainsRouters).toBe(true);
  for (const query of benchmark.queries('test', 100)) {
    const i = Number(/\d+/.exec(query.prompt)?.[0]);
    const verdict = (text: string): boolean => benchmark.verifier.verify(query, text).correct;
    expect(verdict(`${i} + 1 = ${i + 1}\nA: ${i + 1}`)).toBe(true);
    expect(verdict(`${i} + 1 = ${i % 2 === 0 ? i + 1 : i}`)).toBe(i % 2 === 0);
    expect(() => verdict('something else')).toThrow(ValidationError);
  }
});

it('labels that are missing or contradict each other are an error; answers can be graded instead', async () => {
  const unlabelled = await read([
    { question: 'x?', gold: '3', answers: { small: 'It is \\boxed{3}', large: 'A: 4' } },
  ]);
  expect(() => recordedBenchmark(unlabelled, { id: 'm', grading: 'label' })).toThrow('has no label');
  const shares = { train: 0, validation: 0, test: 1 };
  const { verifier, queries } = recordedBenchmark(unlabelled, { id: 'm', shares });
  const [query] = queries('test', 1) as [Parameters<typeof verifier.verify>[0]];
  expect(verifier.verify(query, 'It is \\boxed{3}').correct).toBe(true);
  expect(verifier.verify(query, 'A: 4').correct).toBe(false);
  const twice = await read([
    {
      question: 'x?',
      gold: '3',
      answers: { small: { text: 'a', correct: true }, large: { text: 'a', correct: false } },
    },
  ]);
  expect(() => recordedBenchmark(twice, { id: 'm' })).toThrow(
    'another label than the same text of another model',
  );
});

it('the scorer learns from training questions alone', async () => {
  const recorded = await read(records(80));
  const scorer = answerScorer(recorded);
  expect(scorer).toMatchObject({ id: 'prm', model: { parameters: 7 } });
  const view = { id: 'q', prompt: 'What is 50 plus 1?', benchmark: 'm', meta: {} };
  const value = async (candidate: string): Promise<number> =>
    (await scorer.score({ query: view, steps: [], candidate })).value;
  // Right answers end in a number that the question does not have.
  expect(await value('50 + 1 = 51\nA: 51')).toBeGreaterThan(0.8);
  expect(await value('50 + 1 = 50')).toBeLessThan(0.3);
  const train = new Set(recordedSplits(recorded).train.map(({ prompt }) => prompt));
  const changed = {
    ...recorded,
    questions: recorded.questions.map((question) =>
      train.has(question.prompt)
        ? question
        : { ...question, answers: { small: { text: 'x', correct: true } } },
    ),
  };
  expect(answerScorer(changed).fingerprint).toBe(scorer.fingerprint);
  const allRight = await read([{ question: 'x?', answers: { small: { text: 'a', correct: true } } }]);
  expect(() => answerScorer(allRight, { shares: { train: 1, validation: 0, test: 0 } })).toThrow(
    'expected right and wrong answers in the training split, got 1 right of 1',
  );
});

it('features are numbers that can be counted by hand', () => {
  expect(answerFeatures('16 eggs, 3 eaten, 2 each', '16-3=13\n\n13*2=26')).toEqual([
    Math.log1p(24),
    Math.log1p(16),
    2,
    3,
    1,
    1,
  ]);
  expect(answerFeatures('no number', '')).toEqual([Math.log1p(9), 0, 0, 0, 1, 1]);
});

it('a column or a file that is not there', async () => {
  await expect(readRecordedAnswers(file([{ q: 'x' }]))).rejects.toThrow(ConfigurationError);
});

it('the recorded solutions that lie beside the repository', async ({ skip }) => {
  const path = join(import.meta.dirname, '../../../../../shared/vectors/labelled-gsm8k-solutions.jsonl');
  skip(!existsSync(path), `${path} is not there`);
  const recorded = await readRecordedAnswers(path, {
    columns: { prompt: 'question', answer: 'gold', answers: 'solutions' },
  });
  expect(recorded.report).toEqual({ read: 165, kept: 165, dropped: [] });
  expect(recorded).toMatchObject({ isLabelled: true, tokens: 'estimated' });
  const right = (model: string): number =>
    recorded.questions.filter(({ answers }) => answers[model]?.correct === true).length;
  expect(recorded.models.map((model) => [model, right(model)])).toEqual([
    ['6b-finetuning', 49],
    ['6b-verification', 66],
    ['175b-finetuning', 57],
    ['175b-verification', 95],
  ]);
});
