import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage, GenerationError, Random } from '@roro/core';
import { throwIfAborted } from '../call-model.js';
import type { FailureSettings } from '../failure-settings.js';
import { readRetryAfter, retryDelay } from '../retry-delay.js';

export interface JsonRequest {
  url: URL;
  body: unknown;
  /** Sent as a bearer token. */
  apiKey: string | undefined;
  /** Whose failure it is, in errors. */
  model: string;
  failures: FailureSettings;
  signal: AbortSignal | undefined;
}

export interface JsonAnswer {
  body: unknown;
  /** Duration of the attempt that succeeded. */
  seconds: number;
}

interface FailedAttempt {
  failure: string;
  isRetryable: boolean;
  nextStep: string;
  /** Seconds that the server asks to be left alone. */
  retryAfter?: number;
  cause?: unknown;
}

const excerptLength = 200;

/**
 * Posts JSON and reads JSON. Answers 429 and 5xx, broken connections and timeouts are retried, after what `Retry-After`
 * says, up to 30 s. Neither the API key nor the query string of the URL gets into an error.
 *
 * @throws GenerationError when the attempts are used up or the server refuses; AbortError when the signal is aborted
 */
export async function postJson(request: JsonRequest): Promise<JsonAnswer> {
  const { url, model, failures, signal } = request;
  const text = JSON.stringify(request.body);
  const jitter = new Random('retry', text);
  for (let attempt = 0; ; attempt++) {
    throwIfAborted(signal);
    const outcome = await attemptPost(request, text);
    if (!('failure' in outcome)) return outcome;
    throwIfAborted(signal);
    const { failure, isRetryable, nextStep, retryAfter, cause } = outcome;
    if (!isRetryable || attempt >= failures.retries) {
      throw new GenerationError({
        model,
        message: `Model "${model}" failed after ${attempt + 1} attempt${attempt === 0 ? '' : 's'}: ${url.origin}${url.pathname} ${failure}.`,
        nextStep,
        cause,
      });
    }
    const seconds = retryDelay(attempt, failures, jitter, retryAfter);
    // An abort ends the wait early; the next attempt turns it into an AbortError.
    await delay(seconds * 1000, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  }
}

async function attemptPost(request: JsonRequest, text: string): Promise<JsonAnswer | FailedAttempt> {
  const { url, apiKey, failures, signal } = request;
  const timeout = AbortSignal.timeout(Math.ceil(failures.requestTimeout * 1000));
  const start = performance.now();
  let response: Response;
  let answer: string;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      },
      body: text,
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    answer = await response.text();
  } catch (error) {
    return timeout.aborted
      ? {
          failure: `gave no answer within ${failures.requestTimeout} s`,
          isRetryable: true,
          nextStep: 'Raise `failures.requestTimeout`, or check the server.',
        }
      : {
          failure: `could not be reached: ${networkFailure(error)}`,
          isRetryable: true,
          nextStep: 'Check that the server runs at this URL.',
          cause: error,
        };
  }
  const seconds = (performance.now() - start) / 1000;
  if (!response.ok) {
    const { status } = response;
    const retryAfter = readRetryAfter(response.headers.get('retry-after'));
    return {
      failure: `answered ${status}: ${excerpt(answer, apiKey)}`,
      isRetryable: status === 429 || status >= 500,
      nextStep: refusalAdvice(status),
      ...(retryAfter === undefined ? {} : { retryAfter }),
    };
  }
  try {
    return { body: JSON.parse(answer), seconds };
  } catch {
    return {
      failure: `answered with something that is no JSON: ${excerpt(answer, apiKey)}`,
      isRetryable: false,
      nextStep: 'Correct the server (JSON has no NaN), or the URL.',
    };
  }
}

function refusalAdvice(status: number): string {
  if (status === 401 || status === 403) return 'Check `apiKey`.';
  if (status === 404) return 'Check the URL: that of a vLLM server ends before `/v1`.';
  return status === 429
    ? 'Lower the `concurrency` of the run.'
    : 'Check the server, and that it serves this model.';
}

/** `fetch failed` says nothing; its cause does. */
function networkFailure(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (typeof cause === 'object' && cause !== null && 'code' in cause) return String(cause.code);
  return errorMessage(cause);
}

/** Servers repeat what they were sent, keys included. */
function excerpt(text: string, apiKey: string | undefined): string {
  const safe = apiKey === undefined ? text : text.replaceAll(apiKey, '[redacted]');
  return JSON.stringify(safe.length > excerptLength ? `${safe.slice(0, excerptLength)}…` : safe);
}
