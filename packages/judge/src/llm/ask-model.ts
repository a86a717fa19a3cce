import { errorMessage, type UsageEntry } from '@roro/core';
import {
  extractReasoningMiddleware,
  generateText,
  type LanguageModel,
  type LanguageModelUsage,
  NoObjectGeneratedError,
  type Output,
  type ProviderMetadata,
  wrapLanguageModel,
} from 'ai';
import { signalWithTimeout, throwIfAborted } from './call-signal.js';
import { secondsSince, usageOf } from './call-usage.js';
import { modelId } from './model-id.js';

type ProviderOptions = NonNullable<Parameters<typeof generateText>[0]['providerOptions']>;

/** How a model is called; every LLM backend takes these. */
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
  providerOptions?: ProviderOptions;
}

export interface ModelQuestion extends CallSettings {
  model: LanguageModel;
  instructions: string;
  prompt: string;
  signal?: AbortSignal | undefined;
}

export type ModelReply<T> = { usage: UsageEntry[] } & (
  | { value: T; metadata: ProviderMetadata | undefined }
  | {
      value?: undefined;
      failure: string;
      /** The model answered, in a form that was not asked for; otherwise the call itself failed. */
      unreadable: boolean;
    }
);

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
  const name = question.name ?? modelId(model);
  throwIfAborted(signal);
  const start = performance.now();
  const settle = (usage: LanguageModelUsage | undefined) => usageOf(name, usage, secondsSince(start));
  try {
    const result = await generateText({
      model: withoutThinking(model),
      instructions,
      prompt,
      output,
      maxRetries,
      abortSignal: signalWithTimeout(signal, requestTimeout),
      ...(question.seed === undefined ? {} : { seed: question.seed }),
      ...(question.maxOutputTokens === undefined ? {} : { maxOutputTokens: question.maxOutputTokens }),
      ...(question.temperature === undefined ? {} : { temperature: question.temperature }),
      ...(question.providerOptions === undefined ? {} : { providerOptions: question.providerOptions }),
    });
    throwIfAborted(signal);
    const { usage, unknown } = settle(result.usage);
    if (unknown !== undefined) return { failure: unknown, unreadable: false, usage };
    try {
      return { value: result.output as T, metadata: result.providerMetadata, usage };
    } catch {
      const failure = `Model "${name}" gave no answer (finish reason ${result.finishReason}).`;
      return { failure, unreadable: true, usage };
    }
  } catch (error) {
    throwIfAborted(signal);
    const message = `Model "${name}" failed: ${errorMessage(error)}`;
    if (!NoObjectGeneratedError.isInstance(error)) return { failure: message, unreadable: false, usage: [] };
    const { usage, unknown } = settle(error.usage);
    const failure = `Model "${name}" answered in another form than it was asked for (${errorMessage(error)}): ${excerpt(error.text)}`;
    return { failure: unknown ?? failure, unreadable: unknown === undefined, usage };
  }
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
