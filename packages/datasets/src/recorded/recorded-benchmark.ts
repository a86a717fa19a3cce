import type { Query, Split, Verifier } from '@roro/core';
import { answerVerifier } from '../answer-verifier.js';
import { type DatasetBenchmark, datasetBenchmark } from '../dataset-benchmark.js';
import type { SplitShares } from '../split-of.js';
import { labelVerifier } from './label-verifier.js';
import type { RecordedAnswers } from './recorded-answers.js';
import { recordedShares, recordedSplits } from './recorded-splits.js';
import { wholeAnswerFormat } from './whole-answer-format.js';

export interface RecordedBenchmarkOptions {
  /** Name in results. */
  id: string;
  title?: string;
  /**
   * `label`: as the record says; `answer`: the final answer that is found in the text is compared with the gold one. Default
   * `label` where every answer has one. A verifier of one's own gets whole texts.
   */
  grading?: 'label' | 'answer' | Verifier;
  /** Default `recordedShares`. Those of the pool's scorer must be the same, or it has seen test questions. */
  shares?: SplitShares;
}

/** The questions of a record as a benchmark on which only the models of the same record can be measured. */
export function recordedBenchmark(
  recorded: RecordedAnswers,
  { id, title = id, grading, shares = recordedShares }: RecordedBenchmarkOptions,
): DatasetBenchmark {
  const splits = recordedSplits(recorded, shares);
  const queries = (split: Split): Query[] =>
    splits[split].map((question) => ({
      id: `${id}/${question.id}`,
      prompt: question.prompt,
      // A label needs no gold answer, and the engine asks nobody about a query that has none.
      answer: question.answer ?? '',
      benchmark: id,
      meta: {},
    }));
  return datasetBenchmark({
    id,
    title,
    description: `recorded answers of ${recorded.models.join(', ')}`,
    format: wholeAnswerFormat,
    verifier: verifierOf(recorded, grading ?? (recorded.isLabelled ? 'label' : 'answer')),
    files: [{ path: recorded.path, report: recorded.report }],
    queries: { train: queries('train'), validation: queries('validation'), test: queries('test') },
  });
}

function verifierOf(recorded: RecordedAnswers, grading: 'label' | 'answer' | Verifier): Verifier {
  if (grading === 'label') return labelVerifier(recorded);
  return grading === 'answer' ? answerVerifier : grading;
}
