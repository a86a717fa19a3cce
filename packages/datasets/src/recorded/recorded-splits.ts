import type { Split } from '@roro/core';
import { type SplitShares, splitOf } from '../split-of.js';
import type { RecordedAnswers, RecordedQuestion } from './recorded-answers.js';

/** Shares of a record's splits by default: half to learn from, since routers of whole answers learn from questions. */
export const recordedShares: SplitShares = { train: 0.5, validation: 0.2, test: 0.3 };

/** The questions of a record by split, by a hash of the question (`splitOf`). */
export function recordedSplits(
  { questions }: Pick<RecordedAnswers, 'questions'>,
  shares: SplitShares = recordedShares,
): Record<Split, RecordedQuestion[]> {
  const splits: Record<Split, RecordedQuestion[]> = { train: [], validation: [], test: [] };
  for (const question of questions) splits[splitOf(question.prompt, shares)].push(question);
  return splits;
}
