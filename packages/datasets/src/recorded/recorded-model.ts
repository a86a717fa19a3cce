import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider';
import { GenerationError, providerKey } from '@roro/core';
import { estimateTokens } from './estimate-tokens.js';
import type { RecordedAnswer, RecordedAnswers } from './recorded-answers.js';

/**
 * Replays what a model once answered: the same whole text to the same question, whatever the temperature, seed or limit of
 * tokens asked for. It gives no log-probabilities, and cannot go on from what another model wrote.
 */
export class RecordedModel implements LanguageModelV4 {
  readonly specificationVersion = 'v4';
  readonly provider: string;
  readonly supportedUrls = {};
  readonly modelId: string;
  readonly #answers: ReadonlyMap<string, RecordedAnswer>;
  readonly #isEstimated: boolean;

  constructor({ questions, tokens }: Pick<RecordedAnswers, 'questions' | 'tokens'>, model: string) {
    this.modelId = model;
    this.#isEstimated = tokens === 'estimated';
    this.provider = this.#isEstimated ? 'recorded, tokens estimated' : 'recorded';
    this.#answers = new Map(
      questions.flatMap(({ prompt, answers }) => {
        const answer = answers[model];
        return answer === undefined ? [] : [[prompt, answer] as const];
      }),
    );
  }

  /** @throws GenerationError for a question that is not in the record, or an answer to be continued */
  async doGenerate({ prompt }: LanguageModelV4CallOptions): Promise<LanguageModelV4GenerateResult> {
    const text = (role: 'user' | 'assistant'): string =>
      prompt
        .flatMap((message) => (message.role === role ? message.content : []))
        .map((part) => (part.type === 'text' ? part.text : ''))
        .join('');
    if (text('assistant') !== '') {
      throw new GenerationError({
        model: this.modelId,
        message: `Recorded model "${this.modelId}" cannot continue an answer; it has whole answers only.`,
        nextStep: 'Use a router that chooses a model for the whole answer.',
      });
    }
    const question = text('user');
    const answer = this.#answers.get(question);
    if (answer === undefined) {
      throw new GenerationError({
        model: this.modelId,
        message: `Recorded model "${this.modelId}" has no answer to ${JSON.stringify(question.slice(0, 80))} (${this.#answers.size} questions recorded).`,
        nextStep: 'Measure it on the benchmark that was made of the same record.',
      });
    }
    const total = this.#isEstimated ? estimateTokens(answer.text) : (answer.tokens as number);
    return {
      content: [{ type: 'text', text: answer.text }],
      finishReason: { unified: 'stop', raw: 'recorded' },
      usage: {
        inputTokens: {
          total: estimateTokens(question),
          noCache: undefined,
          cacheRead: undefined,
          cacheWrite: undefined,
        },
        outputTokens: { total, text: total, reasoning: undefined },
      },
      // Present and empty: the text ended by itself, at no stop sequence.
      providerMetadata: { [providerKey]: {} },
      warnings: [],
    };
  }

  /** The answer in one piece. */
  async doStream(
    options: LanguageModelV4CallOptions,
  ): Promise<{ stream: ReadableStream<LanguageModelV4StreamPart> }> {
    const { content, usage, finishReason } = await this.doGenerate(options);
    const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('');
    return {
      stream: new ReadableStream<LanguageModelV4StreamPart>({
        start(controller) {
          controller.enqueue({ type: 'stream-start', warnings: [] });
          controller.enqueue({ type: 'text-start', id: '0' });
          controller.enqueue({ type: 'text-delta', id: '0', delta: text });
          controller.enqueue({ type: 'text-end', id: '0' });
          controller.enqueue({ type: 'finish', usage, finishReason });
          controller.close();
        },
      }),
    };
  }
}
