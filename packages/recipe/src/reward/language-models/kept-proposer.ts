import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
} from '@ai-sdk/provider';
import { contentHash, errorMessage, GenerationError } from '@roro/core';
import { z } from 'zod';
import type { KeptAnswers } from './kept-answers.js';

const tokens = z.number().int().nonnegative().optional();

/** What the proposer answered to one question, and its cost; tokens are absent where it did not say. */
export const proposalSchema = z.object({
  text: z.string(),
  inputTokens: tokens,
  outputTokens: tokens,
});
type Proposal = z.infer<typeof proposalSchema>;

/** A language model whose answers are kept: a prompt evolution that goes on gets the proposals that it got before. */
export class KeptProposer {
  readonly model: LanguageModelV4;
  /** The last thing that kept each question from being answered. */
  readonly #unanswered = new Map<string, unknown>();

  constructor(model: LanguageModelV4, kept: KeptAnswers<Proposal>) {
    const { specificationVersion, provider, modelId } = model;
    this.model = {
      specificationVersion,
      provider,
      modelId,
      get supportedUrls() {
        return model.supportedUrls;
      },
      doGenerate: async (call) => {
        const key = contentHash([provider, modelId, ...decisive(call)]).slice(0, 32);
        try {
          const proposal = await kept.answer(key, async () => proposalOf(await model.doGenerate(call)));
          this.#unanswered.delete(key);
          return resultOf(proposal);
        } catch (error) {
          this.#unanswered.set(key, error);
          throw error;
        }
      },
      doStream: (call) => model.doStream(call),
    };
  }

  /** @throws GenerationError where a question was not answered in the end: an evolution without its proposal is no result */
  requireAnswers(): void {
    const [error] = this.#unanswered.values();
    if (error === undefined) return;
    throw new GenerationError({
      model: this.model.modelId,
      message: `The proposer could not be asked: ${errorMessage(error).slice(0, 300)}`,
      nextStep: 'Check that its server is up; the same command goes on.',
      isRetryable: true,
      cause: error,
    });
  }
}

/** All that an answer depends on. */
function decisive({
  prompt,
  temperature,
  seed,
  maxOutputTokens,
  responseFormat,
  providerOptions,
}: LanguageModelV4CallOptions) {
  return [prompt, { temperature, seed, maxOutputTokens, responseFormat, providerOptions }];
}

function proposalOf({ content, usage }: LanguageModelV4GenerateResult): Proposal {
  const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  const { inputTokens, outputTokens } = usage;
  return {
    text,
    ...(inputTokens.total === undefined ? {} : { inputTokens: inputTokens.total }),
    ...(outputTokens.total === undefined ? {} : { outputTokens: outputTokens.total }),
  };
}

function resultOf({ text, inputTokens, outputTokens }: Proposal): LanguageModelV4GenerateResult {
  return {
    content: [{ type: 'text', text }],
    finishReason: { unified: 'stop', raw: undefined },
    usage: {
      inputTokens: { total: inputTokens, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: outputTokens, text: undefined, reasoning: undefined },
    },
    warnings: [],
  };
}
