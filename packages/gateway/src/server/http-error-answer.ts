import { STATUS_CODES } from 'node:http';
import type { FastifyError } from 'fastify';
import { type GatewayError, toGatewayError } from '../openai/gateway-answer.js';
import { HttpError } from './http-error.js';

/** What the client is told of anything that was thrown on the way of a request. */
export function httpErrorAnswer(error: unknown): GatewayError {
  if (error instanceof HttpError) {
    const { status, message, type, errorCode, headers } = error;
    return { status, message, type, code: errorCode, param: null, headers };
  }
  const status = isFastifyError(error) ? (error.statusCode ?? 500) : 500;
  return status < 400 || status >= 500
    ? toGatewayError(error)
    : {
        status,
        message: `${refusals[status] ?? STATUS_CODES[status] ?? 'Bad request'}.`,
        type: 'invalid_request_error',
        code: null,
        param: null,
        headers: {},
      };
}

/** Instead of the framework's words, which quote what the client sent. */
const refusals: Record<number, string> = {
  400: 'The request or its body is malformed. Send a JSON object whose length is its content-length',
  413: 'The request’s body is too large. Send a shorter one',
  415: 'The request’s body is no JSON. Send `content-type: application/json`',
};

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('FST_');
}
