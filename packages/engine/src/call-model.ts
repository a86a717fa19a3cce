import { setTimeout as delay } from 'node:timers/promises';
import type { LanguageModelV4CallOptions, LanguageModelV4GenerateResult } from '@ai-sdk/provider';
import { AbortError, errorMessage, GenerationError, type PoolModel, Random } from '@roro/core';
import pLimit, { type LimitFunction } from 'p-limit';
import type { FailureSettings } from './failure-settings.js';

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

const longestDelay = 30;

/** One limiter per pool model, so that all runs over a pool share its `maxConcurrency`. */
const limiters = new WeakMap<PoolModel, LimitFunction>();

function limiterOf(model: PoolModel): LimitFunction {
  let limiter = limiters.get(model);
  if (limiter === undefined) {
    limiter = pLimit(model.maxConcurrency ?? 64);
    limiters.set(model, limiter);
  }
  return limiter;
}

/**
 * Asks a model, at most `maxConcurrency` at a time, retrying what its error calls retryable (`isRetryable`, as
 * the AI SDK's and core's errors do) and calls that time out.
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
      if (!isRetryable(error) || attempt >= failures.retries) {
        throw new GenerationError({
          model: model.id,
          message: `Model "${model.id}" failed after ${attempt + 1} attempt${attempt === 0 ? '' : 's'}: ${errorMessage(error)}`,
          cause: error,
        });
      }
      call.onRetry?.(
        `Attempt ${attempt + 1} of model "${model.id}" failed and is retried: ${errorMessage(error)}`,
      );
      const seconds = Math.min(longestDelay, failures.retryDelay * 2 ** attempt) * (0.5 + jitter.uniform());
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

function isRetryable(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'isRetryable' in error && error.isRetryable === true;
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
  const timer = setTimeout(() => {
    stop(
      new GenerationError({
        model: model.id,
        message: `expected an answer within ${failures.requestTimeout} s, got none.`,
        nextStep: 'Raise `failures.requestTimeout`, or check the server.',
        isRetryable: true,
      }),
    );
  }, failures.requestTimeout * 1000);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const start = performance.now();
    const result = await Promise.race([
      model.model.doGenerate({ ...options, abortSignal: controller.signal }),
      stopped.promise,
    ]);
    return { result, seconds: (performance.now() - start) / 1000 };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}
