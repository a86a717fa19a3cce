import type { PricedModel } from './cost.js';
import type { QueryView } from './query.js';

/** What a scorer is asked: how good is `candidate` as the step after `steps`? */
export interface StepScoreRequest {
  query: QueryView;
  /** Texts of the steps before, with their delimiters. */
  steps: readonly string[];
  candidate: string;
  signal?: AbortSignal | undefined;
}

export interface StepScore {
  /** Range [0, 1]; 1 is best. */
  value: number;
  /** Tokens of the request: query, steps and candidate, in this order, and whatever follows them. */
  inputTokens: number;
  /**
   * Those of the candidate, with which the request ends. Absent where something follows it, such as the instruction of a
   * rating, or where nobody counts them: what the model knew of the answer still counts as cached, but nothing that it
   * read here does later, so that prefill is overstated rather than understated. Where it is given, these tokens are paid
   * for as scored, else as prefill.
   */
  candidateTokens?: number;
  generatedTokens: number;
  seconds: number;
}

/**
 * Values the newest step of an answer: a process reward model, or what a large model makes of a small one's step. Part
 * of a pool, because it costs; routers ask for it by its id (`RouterCalls.score`).
 */
export interface StepScorer {
  /** Name within the pool, for example `prm` or `verdict`. */
  readonly id: string;
  /** What its calls are priced as: a model of the pool or one of its own. */
  readonly model: PricedModel;
  /** Changes whenever its values would; stored values of another fingerprint are not reused. */
  readonly fingerprint: string;
  /** @throws GenerationError where the model behind it fails */
  score(request: StepScoreRequest): Promise<StepScore>;
}
