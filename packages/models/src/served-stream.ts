import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { streamFailure } from './call-failure.js';
import { finishReasonOf } from './finish-reason.js';
import type { ServedCall } from './served-call.js';
import { usageOf } from './usage.js';
import { withMetadata } from './with-metadata.js';

export interface ServedStreamOptions {
  /** Where the stream comes from, for errors. */
  url: string;
  includeRawChunks: boolean;
  abortSignal: AbortSignal | undefined;
}

/** The one text block of an answer. */
const id = '0';

/**
 * The AI SDK's stream with the answer as one text, our metadata at its end, and failures that cannot be taken for success: after
 * an error part the finish reason is `error`, whatever the server says later.
 */
export function servedStream(
  stream: ReadableStream<LanguageModelV4StreamPart>,
  call: Pick<ServedCall, 'reader' | 'text' | 'failure'>,
  options: ServedStreamOptions,
): ReadableStream<LanguageModelV4StreamPart> {
  const reader = stream.getReader();
  const parts = new ServedParts(call, options);
  return new ReadableStream<LanguageModelV4StreamPart>({
    async pull(controller) {
      try {
        for (let given = 0; given === 0; ) {
          const { done, value } = await reader.read();
          if (done) return controller.close();
          for (const part of parts.next(value)) {
            controller.enqueue(part);
            given++;
          }
        }
      } catch (error) {
        controller.error(options.abortSignal?.aborted === true ? error : call.failure(error));
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

class ServedParts {
  readonly #call: Pick<ServedCall, 'reader' | 'text' | 'failure'>;
  readonly #options: ServedStreamOptions;
  #isOpen = false;
  #hasFailed = false;

  constructor(call: Pick<ServedCall, 'reader' | 'text' | 'failure'>, options: ServedStreamOptions) {
    this.#call = call;
    this.#options = options;
  }

  next(part: LanguageModelV4StreamPart): LanguageModelV4StreamPart[] {
    const { reader, text } = this.#call;
    switch (part.type) {
      case 'raw':
        reader.add(part.rawValue);
        return this.#options.includeRawChunks ? [part] : [];
      case 'text-delta':
        return this.#delta(text.content(part.delta));
      case 'reasoning-delta':
        return this.#delta(text.reasoning(part.delta));
      case 'text-start':
      case 'text-end':
      case 'reasoning-start':
      case 'reasoning-end':
        return [];
      case 'error':
        return this.#error(part.error);
      case 'finish':
        return this.#finish(part);
      default:
        return [part];
    }
  }

  #delta(delta: string): LanguageModelV4StreamPart[] {
    if (delta === '') return [];
    const parts: LanguageModelV4StreamPart[] = [{ type: 'text-delta', id, delta }];
    if (!this.#isOpen) parts.unshift({ type: 'text-start', id });
    this.#isOpen = true;
    return parts;
  }

  #error(error: unknown): LanguageModelV4StreamPart[] {
    this.#hasFailed = true;
    return [{ type: 'error', error: this.#call.failure(streamFailure(error, this.#options.url)) }];
  }

  #finish(part: Extract<LanguageModelV4StreamPart, { type: 'finish' }>): LanguageModelV4StreamPart[] {
    const { reader, text } = this.#call;
    const said = finishReasonOf(part.finishReason);
    const failed =
      said.unified === 'error' && said.raw === undefined && !this.#hasFailed
        ? this.#error({ message: 'the stream ended without a finish reason' })
        : [];
    const finishReason = this.#hasFailed ? { ...said, unified: 'error' as const } : said;
    const { rest, stopSequence } = text.end(reader.keepsStop);
    return [
      ...this.#delta(rest),
      ...(this.#isOpen ? [{ type: 'text-end' as const, id }] : []),
      ...failed,
      {
        type: 'finish',
        finishReason,
        usage: usageOf(part.usage),
        providerMetadata: withMetadata(
          part.providerMetadata,
          reader.metadata(finishReason, text.text, stopSequence),
        ),
      },
    ];
  }
}
