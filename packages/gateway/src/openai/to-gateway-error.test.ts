import { APICallError, UnsupportedFunctionalityError } from '@ai-sdk/provider';
import { AbortError, ConfigurationError, GenerationError, StorageError, ValidationError } from '@roro/core';
import { describe, expect, it } from 'vitest';
import { InvalidRequestError } from './invalid-request-error.js';
import { toGatewayError } from './to-gateway-error.js';

function callError(statusCode: number | undefined, fields: object = {}): APICallError {
  return new APICallError({
    message: 'secret prompt',
    url: 'http://secret',
    requestBodyValues: { messages: 'secret' },
    ...(statusCode === undefined ? {} : { statusCode }),
    ...fields,
  });
}

/** As the engine wraps what a model threw. */
function wrapped(cause: unknown): GenerationError {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new GenerationError({
    model: 'lrm',
    message: `Model "lrm" failed after 4 attempts: ${said}`,
    cause,
  });
}

function withCode(code: string): Error {
  return Object.assign(new Error('secret'), { code });
}

describe('toGatewayError', () => {
  it.each<[unknown, number, string, string | null]>([
    [
      new InvalidRequestError({ message: 'bad', status: 404, reason: 'gone' }),
      404,
      'invalid_request_error',
      'gone',
    ],
    [new ConfigurationError({ message: 'bad' }), 400, 'invalid_request_error', null],
    [new ValidationError({ message: 'bad' }), 400, 'invalid_request_error', null],
    [new AbortError({ message: 'bad' }), 499, 'request_aborted', 'client_closed_request'],
    [new DOMException('secret', 'AbortError'), 499, 'request_aborted', 'client_closed_request'],
    [new GenerationError({ model: 'lrm', message: 'bad' }), 502, 'upstream_error', null],
    [callError(429), 429, 'rate_limit_error', 'rate_limit_exceeded'],
    [callError(400), 400, 'invalid_request_error', null],
    [callError(422), 400, 'invalid_request_error', null],
    [callError(401), 502, 'upstream_error', null],
    [callError(403), 502, 'upstream_error', null],
    [callError(404), 502, 'upstream_error', null],
    [callError(500), 502, 'upstream_error', null],
    [callError(undefined), 502, 'upstream_error', null],
    [callError(200), 502, 'upstream_error', null],
    [callError(408), 504, 'upstream_error', 'upstream_timeout'],
    [callError(504), 504, 'upstream_error', 'upstream_timeout'],
    [
      callError(undefined, { cause: withCode('UND_ERR_HEADERS_TIMEOUT') }),
      504,
      'upstream_error',
      'upstream_timeout',
    ],
    [new DOMException('secret', 'TimeoutError'), 504, 'upstream_error', 'upstream_timeout'],
    [
      new GenerationError({ model: 'lrm', message: 'expected an answer within 0.5 s, got none.' }),
      504,
      'upstream_error',
      'upstream_timeout',
    ],
    [
      new UnsupportedFunctionalityError({ functionality: 'tools' }),
      400,
      'invalid_request_error',
      'unsupported_value',
    ],
    [new StorageError({ message: 'secret', path: '/secret' }), 500, 'server_error', null],
    [new TypeError('secret'), 500, 'server_error', null],
    ['secret', 500, 'server_error', null],
    [undefined, 500, 'server_error', null],
  ])('tells of %s as %i', (error, status, type, code) => {
    const told = toGatewayError(error);
    expect(told).toMatchObject({ status, type, code });
    expect(JSON.stringify(told)).not.toContain('secret');
  });

  it.each([
    [callError(429), 429],
    [callError(401), 502],
    [callError(400), 400],
    [withCode('ETIMEDOUT'), 504],
    [new GenerationError({ model: 'lrm', message: 'expected an answer within 300 s, got none.' }), 504],
    [new Error('secret'), 502],
    ['secret', 502],
  ])('looks through the engine’s error to %s', (cause, status) => {
    const told = toGatewayError(wrapped(cause));
    expect(told.status).toBe(status);
    expect(JSON.stringify(told)).not.toContain('secret');
  });

  it('passes on what this project’s errors say', () => {
    const cause = new GenerationError({ model: 'lrm', message: 'it ended with finish reason "error".' });
    expect(toGatewayError(wrapped(cause)).message).toBe(
      'Model "lrm" failed after 4 attempts: it ended with finish reason "error".',
    );
    expect(toGatewayError(new ConfigurationError({ message: 'No knob 2.' })).message).toBe('No knob 2.');
  });

  it.each([
    ['17', { 'retry-after': '17' }],
    ['Wed, 21 Oct 2026 07:28:00 GMT', { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }],
    ['soon\r\nx-evil: 1', {}],
    ['', {}],
  ])('passes on the retry-after %j', (header, headers) => {
    const busy = callError(429, { responseHeaders: { 'retry-after': header } });
    expect(toGatewayError(wrapped(busy)).headers).toEqual(headers);
  });

  it.each([
    "This model's maximum context length is 4096 tokens. However, you requested 5000.",
    'the request exceeds the available context size',
    '{"error":{"code":"context_length_exceeded"}}',
  ])('knows a prompt that is too long: %s', (responseBody) => {
    expect(toGatewayError(callError(400, { responseBody }))).toMatchObject({
      status: 400,
      code: 'context_length_exceeded',
    });
  });

  it('ends where causes form a circle', () => {
    const error = new Error('secret');
    error.cause = error;
    expect(toGatewayError(error).status).toBe(500);
  });
});
