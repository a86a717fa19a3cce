import { AbortError, errorMessage, type UsageEntry } from '@roro/core';
import {
  extractReasoningMiddleware,
  generateText,
  type LanguageModel,
  type LanguageModelUsage,
  NoObjectGeneratedError,
  type Output,
  wrapLanguageModel,
} from 'ai';

/** How a model is called. */
export interface CallSettings {
  /** Name of the model in ledgers, as the price list (`PricedModel.id`) has it. Default: its model id. */
  name?: string;
  /** Seeds the sampling of models that take a seed; no effect on others. Default 0. */
  seed?: number;
  /** Longest answer, in tokens. Default: the model's own. */
  maxOutputTokens?: number;
  /** Sampling temperature, ≥ 0. Default: see the backend. */
  temperature?: number;
  /** Attempts after the first, for errors that the provider calls retryable. Default 2. */
  maxRetries?: number;
  /** Longest duration of a call with its retries, in seconds. Default 120. */
  requestTimeout?: number;
  /** Options for the provider, by its name. Default none. */
  providerOptions?: NonNullable<Parameters<typeof generateText>[0]['providerOptions']>;
}

export interface ModelQuestion extends CallSettings {
  model: LanguageModel;
  instructions: string;
  prompt: string;
  signal?: AbortSignal | undefined;
}

export type ModelReply<T> = { usage: UsageEntry[] } & ({ value: T } | { value?: undefined; failure: string });

/**
 * Asks a model once. What goes wrong is a `failure` beside the tokens that were spent, since a call that cannot be
 * used has still been paid for. A model that does not say how many tokens it used is a failure as well: an unknown
 * cost is never 0. Input counts as prefill in full: no cache is assumed between calls.
 *
 * @throws AbortError when the signal is aborted
 */
export async function askModel<T>(
  question: ModelQuestion,
  output: Output.Output<T, unknown, unknown>,
): Promise<ModelReply<T>> {
  const { model, instructions, prompt, signal, maxRetries = 2, requestTimeout = 120 } = question;
  const name = question.name ?? (typeof model === 'string' ? model : model.modelId);
  throwIfAborted(signal);
  const timeout = AbortSignal.timeout(requestTimeout * 1000);
  const start = performance.now();
  const settle = (usage: LanguageModelUsage | undefined) =>
    usageOf(name, usage, Math.round((performance.now() - start) * 1e3) / 1e6);
  try {
    const result = await generateText({
      model: withoutThinking(model),
      instructions,
      prompt,
      output,
      maxRetries,
      abortSignal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      ...(question.seed === undefined ? {} : { seed: question.seed }),
      ...(question.maxOutputTokens === undefined ? {} : { maxOutputTokens: question.maxOutputTokens }),
      ...(question.temperature === undefined ? {} : { temperature: question.temperature }),
      ...(question.providerOptions === undefined ? {} : { providerOptions: question.providerOptions }),
    });
    throwIfAborted(signal);
    const { usage, unknown } = settle(result.usage);
    if (unknown !== undefined) return { failure: unknown, usage };
    try {
      return { value: result.output as T, usage };
    } catch {
      return { failure: `Model "${name}" gave no answer (finish reason ${result.finishReason}).`, usage };
    }
  } catch (error) {
    throwIfAborted(signal);
    if (!NoObjectGeneratedError.isInstance(error)) {
      return { failure: `Model "${name}" failed: ${errorMessage(error)}`, usage: [] };
    }
    const { usage, unknown } = settle(error.usage);
    const failure = `Model "${name}" answered in another form than it was asked for (${errorMessage(error)}): ${excerpt(error.text)}`;
    return { failure: unknown ?? failure, usage };
  }
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new AbortError({ message: 'A model call was stopped by its abort signal.', cause: signal.reason });
}

/** One ledger entry, or what is unknown about it. The ledger has one purpose for all calls of the process reward. */
function usageOf(
  model: string,
  tokens: LanguageModelUsage | undefined,
  seconds: number,
): { usage: UsageEntry[]; unknown?: string } {
  const prefillTokens = wholeNumber(tokens?.inputTokens);
  const generatedTokens = wholeNumber(tokens?.outputTokens);
  if (prefillTokens === undefined || generatedTokens === undefined) {
    const field = prefillTokens === undefined ? 'inputTokens' : 'outputTokens';
    return {
      usage: [],
      unknown: `Model "${model}" answered without a valid usage.${field}: expected a whole number ≥ 0, got ${String(tokens?.[field])}. Costs need it: have the server report usage.`,
    };
  }
  return { usage: [{ model, purpose: 'judge', prefillTokens, cachedTokens: 0, generatedTokens, seconds }] };
}

function wholeNumber(value: number | undefined): number | undefined {
  return value !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** Many servers leave the thinking of a model in its text, where it is no part of the answer. */
function withoutThinking(model: LanguageModel): LanguageModel {
  if (typeof model === 'string') return model;
  return wrapLanguageModel({ model, middleware: extractReasoningMiddleware({ tagName: 'think' }) });
}

function excerpt(text: string | undefined): string {
  return text === undefined
    ? '(no text)'
    : JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}
