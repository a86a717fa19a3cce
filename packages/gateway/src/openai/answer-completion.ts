import type { AnswerContext, GatewayAnswer } from './answer-context.js';
import { answerRequest } from './answer-request.js';
import { completionFormat } from './completion-format.js';
import { readCompletionRequest } from './read-completion-request.js';

/** Answers `POST /v1/completions`. Never throws. */
export function answerCompletion(body: unknown, context: AnswerContext): Promise<GatewayAnswer> {
  return answerRequest({ read: readCompletionRequest, format: completionFormat }, body, context);
}
