import type { AnswerContext, GatewayAnswer } from './answer-context.js';
import { answerRequest } from './answer-request.js';
import { chatFormat } from './chat-format.js';
import { readChatRequest } from './read-chat-request.js';

/** Answers `POST /v1/chat/completions`. Never throws. */
export function answerChat(body: unknown, context: AnswerContext): Promise<GatewayAnswer> {
  return answerRequest({ read: readChatRequest, format: chatFormat }, body, context);
}
