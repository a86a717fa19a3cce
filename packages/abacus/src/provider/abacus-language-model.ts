import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4FinishReason,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
  LanguageModelV4Usage,
  SharedV4ProviderMetadata,
  SharedV4Warning,
} from '@ai-sdk/provider';
import { type GenerationMetadata, providerKey } from '@roro/core';
import { Decoder, type DecoderOptions } from '../inference/decoder.js';
import { type Answer, type AnswerRequest, generateAnswer } from '../inference/generate-answer.js';
import type { ModelParameters } from '../model-config.js';
import { callSettings } from './call-settings.js';
import { convertPrompt } from './convert-prompt.js';

export interface AbacusLanguageModelOptions {
  modelId: string;
  /** Gives the model's weights; called at the first request, and again after it threw. */
  read: () => ModelParameters;
  decoder?: DecoderOptions;
}

interface PreparedCall {
  request: AnswerRequest;
  warnings: SharedV4Warning[];
  tokenStatistics: boolean;
}

/**
 * A model of this package as an AI SDK language model. Calls in flight at the same time are decoded together;
 * none of them changes another's text.
 */
export class AbacusLanguageModel implements LanguageModelV4 {
  readonly specificationVersion = 'v4';
  readonly provider = 'abacus';
  readonly supportedUrls = {};
  readonly modelId: string;
  readonly #options: AbacusLanguageModelOptions;
  #decoder: Decoder | undefined;

  constructor(options: AbacusLanguageModelOptions) {
    this.modelId = options.modelId;
    this.#options = options;
  }

  /** @throws ValidationError on a call that the model cannot answer, StorageError on missing or corrupt weights */
  async doGenerate(call: LanguageModelV4CallOptions): Promise<LanguageModelV4GenerateResult> {
    const { request, warnings, tokenStatistics } = this.#prepare(call);
    const answer = await generateAnswer(this.#load(), request);
    return {
      content: [{ type: 'text', text: answer.text }],
      ...outcome(answer, tokenStatistics),
      response: { modelId: this.modelId },
      warnings,
    };
  }

  /** Throws as `doGenerate` before the stream starts; an abort later makes the stream fail with the signal's reason. */
  async doStream(call: LanguageModelV4CallOptions): Promise<LanguageModelV4StreamResult> {
    const { request, warnings, tokenStatistics } = this.#prepare(call);
    const decoder = this.#load();
    const cancelled = new AbortController();
    const signals = call.abortSignal === undefined ? [] : [call.abortSignal];
    const signal = AbortSignal.any([...signals, cancelled.signal]);
    const { modelId } = this;
    const id = '0';
    return {
      stream: new ReadableStream<LanguageModelV4StreamPart>({
        start(controller) {
          controller.enqueue({ type: 'stream-start', warnings });
          controller.enqueue({ type: 'response-metadata', modelId });
          controller.enqueue({ type: 'text-start', id });
          const onText = (delta: string): void => controller.enqueue({ type: 'text-delta', id, delta });
          generateAnswer(decoder, { ...request, signal, onText }).then(
            (answer) => {
              controller.enqueue({ type: 'text-end', id });
              controller.enqueue({ type: 'finish', ...outcome(answer, tokenStatistics) });
              controller.close();
            },
            (error: unknown) => {
              if (!cancelled.signal.aborted) controller.error(error);
            },
          );
        },
        cancel(reason) {
          cancelled.abort(reason);
        },
      }),
    };
  }

  #load(): Decoder {
    this.#decoder ??= new Decoder(this.#options.read(), this.#options.decoder);
    return this.#decoder;
  }

  #prepare(call: LanguageModelV4CallOptions): PreparedCall {
    const { sampling, stopSequences, maximumTokens, options, warnings } = callSettings(this.modelId, call);
    const prompt = convertPrompt(this.modelId, call.prompt, options.continueFinalMessage === true);
    const { question, prefix } = prompt;
    const { modelId: model } = this;
    const signal = call.abortSignal;
    return {
      request: {
        model,
        question,
        prefix,
        sampling,
        stopSequences,
        maximumTokens,
        readSuffix: options.readSuffix,
        topLogProbabilities: options.topLogProbabilities,
        signal,
      },
      warnings: [...warnings, ...prompt.warnings],
      tokenStatistics: options.tokenStatistics === true || options.topLogProbabilities !== undefined,
    };
  }
}

function outcome(
  answer: Answer,
  tokenStatistics: boolean,
): {
  finishReason: LanguageModelV4FinishReason;
  usage: LanguageModelV4Usage;
  providerMetadata: SharedV4ProviderMetadata;
} {
  const { ending, tokens, readTokens, inputTokens, cachedTokens } = answer;
  const metadata: GenerationMetadata = {
    ...(tokenStatistics ? { tokens } : {}),
    ...(readTokens.length === 0 ? {} : { readTokens }),
    ...(ending.kind === 'stop-sequence' ? { stopSequence: ending.stopSequence } : {}),
  };
  return {
    finishReason: finishReason(ending),
    usage: {
      inputTokens: {
        total: inputTokens,
        noCache: inputTokens - cachedTokens,
        cacheRead: cachedTokens,
        cacheWrite: undefined,
      },
      outputTokens: { total: tokens.length, text: tokens.length, reasoning: undefined },
    },
    providerMetadata: { [providerKey]: { ...metadata } },
  };
}

/** Raw reasons: `stop-sequence`, `end-of-answer` (the line with the final answer), `max-output-tokens`, `context`. */
function finishReason({ kind }: Answer['ending']): LanguageModelV4FinishReason {
  if (kind === 'stop-sequence') return { unified: 'stop', raw: kind };
  if (kind === 'answer') return { unified: 'stop', raw: 'end-of-answer' };
  return { unified: 'length', raw: kind === 'maximum' ? 'max-output-tokens' : kind };
}
