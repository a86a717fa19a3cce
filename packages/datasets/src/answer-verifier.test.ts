import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { answerVerifier } from './answer-verifier.js';
import { readRecords } from './read-records.js';
import { readRecordedAnswers } from './recorded/recorded-answers.js';

const vectors = join(import.meta.dirname, '../../../../shared/vectors');
const query = (answer?: string) => ({
  id: 'q',
  prompt: '',
  benchmark: 'b',
  meta: {},
  ...(answer && { answer }),
});
const isRight = (gold: string, answer: string): boolean => answerVerifier.verify(query(gold), answer).correct;

it('compares by value, and finds the answer in a whole text', () => {
  expect(isRight('\\frac{1}{2}', '0.5')).toBe(true);
  expect(isRight('18', 'She makes 9 * 2 = 18 dollars.\nA: 18')).toBe(true);
  expect(isRight('18', 'She makes 26.\nA: 26')).toBe(false);
  expect(answerVerifier.verify(query(), '18')).toEqual({
    correct: false,
    reason: 'the query has no gold answer',
  });
});

it('agrees with the labels of recorded GSM8K solutions', async ({ skip }) => {
  const path = join(vectors, 'labelled-gsm8k-solutions.jsonl');
  skip(!existsSync(path), `${path} is not there`);
  const { questions } = await readRecordedAnswers(path, {
    columns: { prompt: 'question', answer: 'gold', answers: 'solutions' },
  });
  const wrong = questions.flatMap(({ answer, answers }) =>
    Object.values(answers).filter(({ text, correct }) => isRight(answer ?? '', text) !== correct),
  );
  expect(wrong.map(({ text }) => text.split('\n').at(-1))).toEqual([]);
});

it('agrees with the labels of recorded MATH answers', async ({ skip }) => {
  const path = join(vectors, 'labelled-math-predictions.jsonl');
  skip(!existsSync(path), `${path} is not there`);
  const { records } = await readRecords(path);
  const wrong = records.filter(
    ({ fields }) => isRight(String(fields['gold']), String(fields['response'])) !== fields['correct'],
  );
  // The one label that is wrong: 10{,}000 is 10000.
  expect(wrong.map(({ fields }) => [fields['gold'], fields['prediction'], fields['correct']])).toEqual([
    ['10{,}000', '10000', false],
  ]);
});
