import { type AnswerFormat, type Benchmark, type Query, Random, type Split, type Verifier } from '@roro/core';
import type { LoadReport } from './load-report.js';

/** A file that a benchmark was read from, and what became of its records. */
export interface ReadFile {
  path: string;
  report: LoadReport;
}

/** A benchmark that was read from files. */
export interface DatasetBenchmark extends Benchmark {
  /** Questions of each split. */
  readonly counts: Readonly<Record<Split, number>>;
  readonly files: readonly ReadFile[];
}

export interface DatasetBenchmarkOptions {
  id: string;
  title: string;
  description: string;
  format: AnswerFormat;
  verifier: Verifier;
  files: readonly ReadFile[];
  queries: Readonly<Record<Split, readonly Query[]>>;
}

/** Queries of each split as a benchmark: a seed draws an order, and a count takes the first of it. Routers train on it where it has a training split. */
export function datasetBenchmark({ queries, ...described }: DatasetBenchmarkOptions): DatasetBenchmark {
  const { id } = described;
  return {
    ...described,
    trainsRouters: queries.train.length > 0,
    counts: { train: queries.train.length, validation: queries.validation.length, test: queries.test.length },
    queries: (split, count, seed = 0) =>
      new Random('queries', id, split, seed).shuffle(queries[split]).slice(0, count),
  };
}
