import type { LanguageModelV4, LanguageModelV4CallOptions } from '@ai-sdk/provider';
import type { AnswerReader } from './answer-reader.js';
import type { AnswerText } from './answer-text.js';
import type { PreparedRequest } from './prepare-request.js';

/** One call on its way: the AI SDK's model that makes it, and what reads the answer. */
export interface ServedCall {
  request: PreparedRequest;
  inner: LanguageModelV4;
  options: LanguageModelV4CallOptions;
  reader: AnswerReader;
  text: AnswerText;
  /** The error as it may be shown. */
  failure: (error: unknown) => Error;
}
