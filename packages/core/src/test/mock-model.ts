import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider';
import { type GenerationMetadata, providerKey } from '../generation.js';

export interface MockAnswer {
  text: string;
  /** Default: `stop` with the raw reason `stop-sequence`. */
  finishReason?: LanguageModelV4GenerateResult['finishReason'];
  metadata?: GenerationMetadata;
  inputTokens?: number;
  outputTokens?: number;
}

/** Answers from a queue, or from a function of the prefix; fails on a call that nobody planned. */
export class MockModel implements LanguageModelV4 {
  readonly specificationVersion = 'v4';
  readonly provider = 'roro-mock';
  readonly supportedUrls = {};
  readonly modelId: string;
  readonly calls: LanguageModelV4CallOptions[] = [];
  readonly #answers:
    | MockAnswer[]
    | ((prefix: string, options: LanguageModelV4CallOptions) => MockAnswer | Error);

  constructor(
    modelId: string,
    answers: MockAnswer[] | ((prefix: string, options: LanguageModelV4CallOptions) => MockAnswer | Error),
  ) {
    this.modelId = modelId;
    this.#answers = answers;
  }

  async doGenerate(options: LanguageModelV4CallOptions): Promise<LanguageModelV4GenerateResult> {
    this.calls.push(options);
    const prefix = promptText(options);
    const answer = Array.isArray(this.#answers) ? this.#answers.shift() : this.#answers(prefix, options);
    if (answer === undefined) {
      throw new Error(
        `Mock model "${this.modelId}" got an unplanned call with the prefix ${JSON.stringify(prefix)}.`,
      );
    }
    if (answer instanceof Error) throw answer;
    const outputTokens = answer.outputTokens ?? answer.metadata?.tokens?.length ?? answer.text.length;
    return {
      content: [{ type: 'text', text: answer.text }],
      finishReason: answer.finishReason ?? { unified: 'stop', raw: 'stop-sequence' },
      usage: {
        inputTokens: {
          total: answer.inputTokens ?? prefix.length,
          noCache: undefined,
          cacheRead: undefined,
          cacheWrite: undefined,
        },
        outputTokens: { total: outputTokens, text: outputTokens, reasoning: undefined },
      },
      ...(answer.metadata === undefined
        ? {}
        : { providerMetadata: { [providerKey]: { ...answer.metadata } } }),
      warnings: [],
    };
  }

  async doStream(
    options: LanguageModelV4CallOptions,
  ): Promise<{ stream: ReadableStream<LanguageModelV4StreamPart> }> {
    const result = await this.doGenerate(options);
    const text = result.content.map((part) => (part.type === 'text' ? part.text : '')).join('');
    return {
      stream: new ReadableStream<LanguageModelV4StreamPart>({
        start(controller) {
          controller.enqueue({ type: 'stream-start', warnings: [] });
          controller.enqueue({ type: 'text-start', id: '0' });
          for (const character of text) controller.enqueue({ type: 'text-delta', id: '0', delta: character });
          controller.enqueue({ type: 'text-end', id: '0' });
          controller.enqueue({
            type: 'finish',
            usage: result.usage,
            finishReason: result.finishReason,
            ...(result.providerMetadata === undefined ? {} : { providerMetadata: result.providerMetadata }),
          });
          controller.close();
        },
      }),
    };
  }
}

/** All text of a prompt, joined: what a completion model would read. */
export function promptText(options: LanguageModelV4CallOptions): string {
  return options.prompt
    .map((message) =>
      typeof message.content === 'string'
        ? message.content
        : message.content.map((part) => (part.type === 'text' ? part.text : '')).join(''),
    )
    .join('');
}
