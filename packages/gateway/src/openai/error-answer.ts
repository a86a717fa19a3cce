import type { GatewayAnswer } from './answer-context.js';
import { errorBody } from './error-body.js';
import { toGatewayError } from './to-gateway-error.js';

/** What was thrown, as an answer. */
export function errorAnswer(error: unknown): Extract<GatewayAnswer, { kind: 'body' }> {
  const { status, headers, ...fields } = toGatewayError(error);
  return { kind: 'body', status, headers, body: errorBody(fields) };
}
