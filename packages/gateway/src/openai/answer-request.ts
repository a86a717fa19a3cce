import type { AnswerContext, GatewayAnswer } from './answer-context.js';
import { answerEvents } from './answer-events.js';
import type { AnswerFormat, AnswerFrame } from './answer-format.js';
import { answerWhole } from './answer-whole.js';
import { errorAnswer } from './error-answer.js';
import { findServedModel } from './find-served-model.js';
import type { ModelCall } from './model-call.js';
import type { ModelRequest } from './model-request.js';

/** What tells one endpoint from another. */
export interface Endpoint {
  /** Throws InvalidRequestError. */
  read(body: unknown): ModelRequest;
  format(frame: AnswerFrame): AnswerFormat;
}

/** Answers a request, whole or as a stream. Never throws: what goes wrong before the first token is an answer too. */
export async function answerRequest(
  { read, format: formatOf }: Endpoint,
  body: unknown,
  context: AnswerContext,
): Promise<GatewayAnswer> {
  try {
    const request = read(body);
    const call: ModelCall = {
      served: findServedModel(context.models, request.model),
      options: request.options,
    };
    const { requestId, created } = context;
    const format = formatOf({ requestId, created, request });
    if (!request.stream) return await answerWhole(call, format, context);
    const events = answerEvents(call, format, context);
    await events.next();
    return { kind: 'events', status: 200, headers: {}, events };
  } catch (error) {
    return errorAnswer(error);
  }
}
