import type { Query, Split } from './query.js';

export interface Verdict {
  correct: boolean;
  reason: string;
}

/** Grades a final answer. A pure function of the query (gold answer included) and the answer. */
export interface Verifier {
  verify(query: Query, answer: string): Verdict;
}

/** Grades the steps of a trajectory one by one, where a benchmark can. */
export interface StepVerifier {
  /** One entry a step, in order. `kind` names the operation for reports. */
  verifySteps(query: Query, steps: readonly string[]): readonly { correct: boolean; kind: string }[];
}

/** How answers are cut into steps and where the final answer stands. */
export interface AnswerFormat {
  /** Ends a step; put back after every step that it ended. */
  delimiter: string;
  /** The final answer, when this step states it; otherwise undefined and the answer goes on. */
  finalAnswer(stepText: string): string | undefined;
}

/** Questions with a grader. Splits are disjoint; the same arguments give the same queries. */
export interface Benchmark {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly format: AnswerFormat;
  readonly verifier: Verifier;
  readonly stepVerifier?: StepVerifier;
  /** False for benchmarks that only measure generalisation. */
  readonly trainsRouters: boolean;
  /** The first `count` queries of the split under `seed`. */
  queries(split: Split, count: number, seed?: number): readonly Query[];
}
