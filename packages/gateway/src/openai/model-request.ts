import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';

/** A request of either kind, as the model is to be asked. */
export interface ModelRequest {
  /** Name of the served model. */
  model: string;
  stream: boolean;
  /** Tell the usage at the end of the stream. */
  includeUsage: boolean;
  /** Tell in the body how the answer was routed. */
  trace: boolean;
  /** Alternatives to tell for each token, ≥ 0; undefined where no log-probabilities were asked for. */
  topLogProbabilities: number | undefined;
  options: LanguageModelV4CallOptions;
}
