import { APICallError, UnsupportedFunctionalityError } from '@ai-sdk/provider';
import { GenerationError, RoroError } from '@roro/core';
import type { ErrorFields } from './error-body.js';
import { InvalidRequestError } from './invalid-request-error.js';

/** An error as the client is told of it. */
export interface GatewayError extends Required<ErrorFields> {
  /** HTTP status; 499 where the client has gone. */
  status: number;
  /** `retry-after`, where the model's server sent one. */
  headers: Record<string, string>;
}

/**
 * What the client is told of an error. Messages of this project's own errors are passed on, those of others are not: they
 * may hold prompts, addresses and keys. An error is looked through to its causes, since the engine wraps what a
 * model's server answered.
 *
 * 400 the request cannot be answered · 404 unknown model · 429 the model's server is busy · 499 the client has gone ·
 * 502 the model failed · 504 it took too long · 500 anything else
 */
export function toGatewayError(error: unknown): GatewayError {
  if (error instanceof InvalidRequestError) {
    const { status, message, param, reason } = error;
    return gatewayError(status, 'invalid_request_error', message, { code: reason, param });
  }
  if (isAbort(error)) {
    return gatewayError(499, 'request_aborted', 'The client closed the request.', {
      code: 'client_closed_request',
    });
  }
  if (RoroError.isInstance(error) && (error.code === 'CONFIGURATION' || error.code === 'VALIDATION')) {
    return gatewayError(400, 'invalid_request_error', error.message);
  }
  const causes = causesOf(error);
  const answered = causes.find((cause) => APICallError.isInstance(cause));
  if (causes.some(isTimeout) || answered?.statusCode === 408 || answered?.statusCode === 504) {
    return gatewayError(504, 'upstream_error', 'The model took too long. Try again later.', {
      code: 'upstream_timeout',
      headers: retryAfter(answered),
    });
  }
  if (answered !== undefined) return upstreamError(answered);
  // A model that runs in this process refuses a request as this gateway does.
  const refused = causes.find((cause) => RoroError.isInstance(cause) && cause.code === 'VALIDATION');
  if (refused instanceof Error) return gatewayError(400, 'invalid_request_error', refused.message);
  const unsupported = causes.find((cause) => UnsupportedFunctionalityError.isInstance(cause));
  if (unsupported !== undefined) {
    const message = `The model does not support ${unsupported.functionality}. Leave it out, or choose another model.`;
    return gatewayError(400, 'invalid_request_error', message, { code: 'unsupported_value' });
  }
  const generation = causes.find((cause) => RoroError.isInstance(cause) && cause.code === 'GENERATION');
  if (generation instanceof Error) {
    const isOurs = causes.every((cause) => RoroError.isInstance(cause));
    return gatewayError(502, 'upstream_error', isOurs ? generation.message : modelFailed);
  }
  return gatewayError(500, 'server_error', 'The gateway could not answer. Its log says more.');
}

const modelFailed = 'The model could not answer. Try again later.';

function gatewayError(
  status: number,
  type: string,
  message: string,
  { code = null, param = null, headers = {} }: Partial<GatewayError> = {},
): GatewayError {
  return { status, type, message, code, param, headers };
}

/** What the server of a model answered. Refused credentials are ours, not the client's. */
function upstreamError(answered: APICallError): GatewayError {
  const { statusCode: status } = answered;
  const headers = retryAfter(answered);
  if (status === 429) {
    return gatewayError(429, 'rate_limit_error', 'The server of the model is busy. Try again later.', {
      code: 'rate_limit_exceeded',
      headers,
    });
  }
  if (status === 400 || status === 413 || status === 422) {
    const isTooLong = /context.{0,20}(length|size|window)|too long|too many tokens/i.test(
      `${answered.message} ${answered.responseBody ?? ''}`,
    );
    return isTooLong
      ? gatewayError(400, 'invalid_request_error', 'Prompt and answer are too long for the model.', {
          code: 'context_length_exceeded',
        })
      : gatewayError(
          400,
          'invalid_request_error',
          `The server of the model refused the request with status ${status}.`,
        );
  }
  return gatewayError(502, 'upstream_error', modelFailed, { headers });
}

function retryAfter(answered: APICallError | undefined): Record<string, string> {
  const header = answered?.responseHeaders?.['retry-after']?.trim() ?? '';
  return /^(\d{1,9}|\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT)$/.test(header) ? { 'retry-after': header } : {};
}

function isAbort(error: unknown): boolean {
  return (
    (RoroError.isInstance(error) && error.code === 'ABORTED') ||
    (error instanceof Error && error.name === 'AbortError')
  );
}

const timeoutCodes = [
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
];

/** Timeouts of the platform, of its fetch, and of the engine, which says `expected … within … s, got none`. */
function isTimeout(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false;
  if (cause.name === 'TimeoutError') return true;
  if ('code' in cause && timeoutCodes.includes(String(cause.code))) return true;
  return GenerationError.isInstance(cause) && / within [\d.]+ s, got none\./.test(cause.message);
}

/** The error and what caused it, outermost first. Bounded: causes may form a circle. */
function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = [];
  let cause = error;
  while (cause !== undefined && cause !== null && causes.length < 10) {
    causes.push(cause);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return causes;
}
