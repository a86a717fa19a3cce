import { setTimeout as delay } from 'node:timers/promises';
import type { LanguageModelV4CallOptions, LanguageModelV4GenerateResult } from '@ai-sdk/provider';
import {
  AbortError,
  type CallLimit,
  errorMessage,
  GenerationError,
  type PoolModel,
  Random,
  recordedSeconds,
} from '@roro/core';
import pLimit, { type LimitFunction } from 'p-limit';
import { collectStream } from './collect-stream.js';
import type { FailureSettings } from './failure-settings.js';
import { longestDelay, readRetryAfter, retryDelay } from './retry-delay.js';

export interface ModelCall {
  model: PoolModel;
  options: LanguageModelV4CallOptions;
  failures: FailureSettings;
  /** Seeds the jitter of the delays between attempts. */
  jitterSeed: string;
  signal?: AbortSignal | undefined;
  /** Told of every failed attempt that another one follows. */
  onRetry?: (message: string) => void;
}

export interface ModelAnswer {
  result: LanguageModelV4GenerateResult;
  /** Duration of the attempt that succeeded, in seconds, without the wait for a free slot. */
  seconds: number;
}

/** One limiter per pool model that brings none, so that all runs over a pool share its `maxConcurrency`. */
const limiters = new WeakMap<PoolModel, LimitFunction>();

function limiterOf(model: PoolModel): CallLimit {
  if (model.limit !== undefined) return model.limit;
  let limiter = limiters.get(model);
  if (limiter === undefined) {
    limiter = pLimit(model.maxConcurrency ?? 64);
    limiters.set(model, limiter);
  }
  return limiter;
}

/**
 * Asks a model, at most `maxConcurrency` at a time (or as its `limit` lets), retrying what its error calls retryable (`isRetryable`, as
 * the AI SDK's and core's errors do), calls that time out, and answers that broke off or cannot be read. Waits as long as
 * `Retry-After` asks; a server that asks for more than 30 s has failed.
 *
 * @throws GenerationError when the attempts are used up or the error is final
 * @throws AbortError when the signal is aborted
 */
export async function callModel(call: ModelCall): Promise<ModelAnswer> {
  const { model, failures, signal } = call;
  const jitter = new Random('retry', call.jitterSeed);
  for (let attempt = 0; ; attempt++) {
    try {
      return await limiterOf(model)(() => attemptCall(call));
    } catch (error) {
      throwIfAborted(signal);
      const retryAfter = askedDelay(error);
      const isFinal = !isRetryable(error) || (retryAfter ?? 0) > longestDelay;
      if (isFinal || attempt >= failures.retries) {
        throw new GenerationError({
          model: model.id,
          message: `Model "${model.id}" failed after ${attempt + 1} attempt${attempt === 0 ? '' : 's'}: ${errorMessage(error)}`,
          cause: error,
        });
      }
      call.onRetry?.(
        `Attempt ${attempt + 1} of model "${model.id}" failed and is retried: ${errorMessage(error)}`,
      );
      const seconds = retryDelay(attempt, failures, jitter, retryAfter);
      // An abort ends the wait early; the next attempt turns it into an AbortError.
      await delay(seconds * 1000, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
      throwIfAborted(signal);
    }
  }
}

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new AbortError({
    message: 'Generation was stopped by its abort signal.',
    nextStep: 'Run the same command again to resume.',
    cause: signal.reason,
  });
}

/** Errors of the AI SDK that say that a server's answer cannot be read. */
const brokenAnswers = [
  'AI_JSONParseError',
  'AI_TypeValidationError',
  'AI_EmptyResponseBodyError',
  'AI_InvalidResponseDataError',
  'AI_NoContentGeneratedError',
];

function isRetryable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  if ('isRetryable' in error && error.isRetryable === true) return true;
  if ('name' in error && brokenAnswers.includes(String(error.name))) return true;
  // The server took the request and then answered something else than it promised.
  return 'statusCode' in error && Number(error.statusCode) >= 200 && Number(error.statusCode) < 300;
}

/** Seconds of the `Retry-After` header that an AI SDK error carries. */
function askedDelay(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('responseHeaders' in error)) return undefined;
  const headers = error.responseHeaders as Record<string, string> | undefined;
  return readRetryAfter(headers?.['retry-after']);
}

/** One attempt; ends on time and on abort even where the model ignores the signal that it is given. */
async function attemptCall({ model, options, failures, signal }: ModelCall): Promise<ModelAnswer> {
  throwIfAborted(signal);
  const controller = new AbortController();
  const stopped = Promise.withResolvers<never>();
  const stop = (error: unknown) => {
    controller.abort(error);
    stopped.reject(error);
  };
  const onAbort = () => stop(signal?.reason);
  const stopAfter = (seconds: number, expected: string, setting: string) =>
    setTimeout(() => {
      stop(
        new GenerationError({
          model: model.id,
          message: `expected ${expected} within ${seconds} s, got none.`,
          nextStep: `Raise \`${setting}\`, or check the server.`,
          isRetryable: true,
        }),
      );
    }, seconds * 1000);
  const timer = stopAfter(
    model.requestTimeout ?? failures.requestTimeout,
    'an answer',
    model.requestTimeout === undefined ? 'failures.requestTimeout' : 'requestTimeout',
  );
  const silence =
    model.streams === true
      ? stopAfter(failures.stallTimeout, 'a part of the stream', 'failures.stallTimeout')
      : undefined;
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const start = performance.now();
    const call = { ...options, abortSignal: controller.signal };
    const answer =
      silence === undefined
        ? model.model.doGenerate(call)
        : Promise.resolve(model.model.doStream(call)).then((stream) =>
            collectStream(stream, () => silence.refresh()),
          );
    const result = await Promise.race([answer, stopped.promise]);
    const seconds = recordedSeconds(result.providerMetadata) ?? (performance.now() - start) / 1000;
    return { result: whole(model, result), seconds };
  } finally {
    clearTimeout(timer);
    clearTimeout(silence);
    signal?.removeEventListener('abort', onAbort);
  }
}

/** An answer that broke off is no answer. What a filter stopped is one: asking again would not change it. */
function whole(model: PoolModel, result: LanguageModelV4GenerateResult): LanguageModelV4GenerateResult {
  const { unified, raw } = result.finishReason;
  if (unified !== 'error' && unified !== 'other' && unified !== 'interrupted') return result;
  throw new GenerationError({
    model: model.id,
    message: `it ended with finish reason "${unified}"${raw === undefined ? '' : ` (${raw})`}.`,
    isRetryable: true,
  });
}
