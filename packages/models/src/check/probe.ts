import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4FinishReason,
  LanguageModelV4Message,
  LanguageModelV4Usage,
} from '@ai-sdk/provider';
import {
  errorMessage,
  type GenerationMetadata,
  type GenerationOptions,
  generationMetadataSchema,
  providerKey,
} from '@roro/core';

export interface ProbeAnswer {
  text: string;
  finishReason: LanguageModelV4FinishReason;
  usage: LanguageModelV4Usage;
  metadata: GenerationMetadata;
  /** Pieces that the text came in, where it was streamed. */
  pieces?: number;
}

export interface ProbeFailure {
  failure: string;
  /** The server was never reached. */
  isUnreachable: boolean;
}

export type ProbeOptions = Pick<
  LanguageModelV4CallOptions,
  'maxOutputTokens' | 'temperature' | 'seed' | 'stopSequences'
> & { prefix?: string; options?: GenerationOptions };

/** Asks a model small things; a failed call is an answer too. */
export class Probe {
  readonly model: LanguageModelV4;
  readonly #timeout: number;
  readonly #signal: AbortSignal | undefined;

  /** @param timeout seconds that a call may take */
  constructor(model: LanguageModelV4, timeout: number, signal: AbortSignal | undefined) {
    this.model = model;
    this.#timeout = timeout;
    this.#signal = signal;
  }

  async ask(question: string, options: ProbeOptions): Promise<ProbeAnswer | ProbeFailure> {
    return this.#attempt(async (abortSignal) => {
      const { content, finishReason, usage, providerMetadata } = await this.model.doGenerate({
        ...call(question, options),
        abortSignal,
      });
      const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('');
      return { text, finishReason, usage, metadata: metadataOf(providerMetadata) };
    });
  }

  async stream(question: string, options: ProbeOptions): Promise<ProbeAnswer | ProbeFailure> {
    return this.#attempt(async (abortSignal) => {
      const { stream } = await this.model.doStream({ ...call(question, options), abortSignal });
      let text = '';
      let pieces = 0;
      for await (const part of stream) {
        if (part.type === 'error') throw part.error;
        if (part.type === 'text-delta') {
          text += part.delta;
          pieces++;
        }
        if (part.type === 'finish') {
          const { finishReason, usage, providerMetadata } = part;
          return { text, finishReason, usage, metadata: metadataOf(providerMetadata), pieces };
        }
      }
      throw new Error('the stream ended without a finish reason');
    });
  }

  /** A signal for one request. */
  signal(): AbortSignal {
    const timeout = AbortSignal.timeout(this.#timeout * 1000);
    return this.#signal === undefined ? timeout : AbortSignal.any([this.#signal, timeout]);
  }

  async #attempt(
    attempt: (signal: AbortSignal) => Promise<ProbeAnswer>,
  ): Promise<ProbeAnswer | ProbeFailure> {
    const signal = this.signal();
    try {
      return await attempt(signal);
    } catch (error) {
      this.#signal?.throwIfAborted();
      const { statusCode, isRetryable } = (error ?? {}) as { statusCode?: number; isRetryable?: boolean };
      return signal.aborted
        ? { failure: `gave no answer within ${this.#timeout} s`, isUnreachable: false }
        : {
            failure: errorMessage(error),
            isUnreachable: statusCode === undefined && isRetryable === true,
          };
    }
  }
}

export function hasFailed(answer: ProbeAnswer | ProbeFailure): answer is ProbeFailure {
  return 'failure' in answer;
}

function call(
  question: string,
  { prefix, options = {}, ...settings }: ProbeOptions,
): LanguageModelV4CallOptions {
  const prompt: LanguageModelV4Message[] = [{ role: 'user', content: [{ type: 'text', text: question }] }];
  if (prefix !== undefined) prompt.push({ role: 'assistant', content: [{ type: 'text', text: prefix }] });
  return {
    temperature: 0,
    seed: 1,
    ...settings,
    prompt,
    providerOptions: { [providerKey]: { ...options, continueFinalMessage: prefix !== undefined } },
  };
}

function metadataOf(metadata: Record<string, unknown> | undefined): GenerationMetadata {
  const parsed = generationMetadataSchema.safeParse(metadata?.[providerKey] ?? {});
  return parsed.success ? parsed.data : {};
}
