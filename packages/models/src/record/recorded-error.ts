import { APICallError } from '@ai-sdk/provider';
import { GenerationError, RoroError } from '@roro/core';
import type { RecordedError } from './call-record.js';

/** Cuts credentials out of a text. */
export type Redact = (text: string) => string;

const credentialHeader = /authorization|api-?key|token|secret|cookie/i;

/**
 * Cuts out what looks like a credential, as every error of this project does, and the credentials among these headers,
 * which servers like to quote.
 */
export function redactorOf(headers: Readonly<Record<string, string | undefined>> = {}): Redact {
  const secrets = Object.entries(headers)
    .filter(([name]) => credentialHeader.test(name))
    .flatMap(([, value = '']) => [value, value.slice(value.indexOf(' ') + 1)])
    .filter((secret) => secret.length > 0);
  return (text) => {
    const { message } = new RoroError({ message: text });
    return secrets.reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), message);
  };
}

/** What is kept of an error. Headers, bodies and the address that was called are not: they may hold a key. */
export function describeError(error: unknown, redact: Redact): RecordedError {
  if (!(error instanceof Error)) {
    return { name: 'Error', message: redact(String(error)), isRetryable: false };
  }
  const { statusCode, isRetryable, responseHeaders } = error as Partial<APICallError>;
  const retryAfter = responseHeaders?.['retry-after'];
  return {
    name: error.name,
    message: redact(error.message),
    isRetryable: isRetryable === true,
    ...(statusCode === undefined ? {} : { statusCode }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

/** An error that a caller treats as it treated the recorded one: same name, message, status and chance of a retry. */
export function restoreError(recorded: RecordedError, modelId: string): Error {
  const { name, message, isRetryable, statusCode, retryAfter } = recorded;
  const error =
    statusCode === undefined
      ? new GenerationError({ model: modelId, message, isRetryable })
      : new APICallError({
          message,
          isRetryable,
          statusCode,
          url: 'recorded:',
          requestBodyValues: {},
          ...(retryAfter === undefined ? {} : { responseHeaders: { 'retry-after': retryAfter } }),
        });
  error.name = name;
  return error;
}
