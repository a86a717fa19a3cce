import type { LanguageModelV4Prompt } from '@ai-sdk/provider';
import {
  GenerationError,
  generationMetadataSchema,
  type PoolModel,
  providerKey,
  type StepScoreRequest,
  type TokenUncertainty,
} from '@roro/core';
import { callModel } from '../call-model.js';
import { failureSettingsSchema } from '../failure-settings.js';

/** What a model says of a step that it is given to read. */
export interface ReadStep {
  /** Uncertainty of the candidate's tokens, in order; at least one. */
  read: readonly TokenUncertainty[];
  /** The one token that it wrote after them, at temperature 0. */
  text: string;
  token: TokenUncertainty;
  inputTokens: number;
  generatedTokens: number;
  seconds: number;
}

/**
 * Has a model read a candidate step as the continuation of an answer, and write one token after it.
 *
 * @throws GenerationError where the model fails, or does not say how likely the tokens were; AbortError
 */
export async function readStep(model: PoolModel, request: StepScoreRequest): Promise<ReadStep> {
  const { query, steps, candidate, signal } = request;
  const text = steps.join('') + candidate;
  const prompt: LanguageModelV4Prompt = [
    { role: 'user', content: [{ type: 'text', text: query.prompt }] },
    { role: 'assistant', content: [{ type: 'text', text }] },
  ];
  const { result, seconds } = await callModel({
    model,
    options: {
      prompt,
      maxOutputTokens: 1,
      temperature: 0,
      seed: 0,
      providerOptions: {
        [providerKey]: { continueFinalMessage: true, tokenStatistics: true, readSuffix: candidate },
      },
    },
    failures: failureSettingsSchema.parse({}),
    jitterSeed: text,
    signal,
  });
  const { tokens, readTokens: read } =
    generationMetadataSchema.safeParse(result.providerMetadata?.[providerKey]).data ?? {};
  const [token] = tokens ?? [];
  const inputTokens = result.usage.inputTokens.total;
  if (token === undefined || read === undefined || read.length === 0 || inputTokens === undefined) {
    throw new GenerationError({
      model: model.id,
      message: `Model "${model.id}" did not say how likely the tokens of a step are that it read.`,
      nextStep: 'Serve it with prompt log-probabilities, or use a scorer that asks for a rating.',
    });
  }
  return {
    read,
    text: result.content.map((part) => (part.type === 'text' ? part.text : '')).join(''),
    token,
    inputTokens,
    generatedTokens: result.usage.outputTokens.total ?? tokens?.length ?? 1,
    seconds,
  };
}
