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
  /** The final answer, when this step states it; otherwise undefined and the answer goes on. `before`: all steps before it. */
  finalAnswer(stepText: string, before: string): string | undefined;
  /**
   * The final answer of a text that the model ended without stating one, thinking left out; default none: such an
   * answer is truncated.
   */
  endedAnswer?(text: string): string | undefined;
  /** Where answers begin with thinking, its tags. A final answer counts only after the thinking has ended. */
  thinking?: ThinkingTags;
}

/** What encloses the thinking at the beginning of an answer, such as `<think>` and `</think>`. */
export interface ThinkingTags {
  open: string;
  close: string;
  /** The chat template has written the opening tag already: every answer begins in thinking. Default false. */
  opened?: boolean;
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
