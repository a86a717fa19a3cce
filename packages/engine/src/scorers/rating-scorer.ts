import type { LanguageModelV4Prompt } from '@ai-sdk/provider';
import {
  ConfigurationError,
  GenerationError,
  type PoolModel,
  providerKey,
  type StepScorer,
} from '@roro/core';
import { callModel } from '../call-model.js';
import { failureSettingsSchema } from '../failure-settings.js';
import { modelFingerprint } from '../step-address.js';
import { expectedDigit } from './expected-digit.js';
import { type RatingPrompt, ratingPrompt } from './rating-prompt.js';

export interface RatingScorerOptions {
  /** Name within the pool, default `verdict`. */
  id?: string;
  /** The model that is asked: the dearest of the pool. It must answer without thinking first. */
  model: PoolModel;
  /** Highest rating, range [1, 9], default 9. */
  maximum?: number;
  /** Default `ratingPrompt`. */
  prompt?: RatingPrompt;
}

/** The digit and what some tokenisers put before and after it. */
const maxOutputTokens = 4;

/**
 * What a large model makes of a small one's step, by asking it for a digit, as SpecReason does (2504.07891): value = the
 * expected digit / maximum where the provider lists the likeliest tokens at its place, the digit itself / maximum
 * otherwise. The prompt goes on from the answer so far, so that a prefix cache holds most of it.
 *
 * @throws ConfigurationError where `maximum` is no digit from 1 on
 */
export function ratingScorer(options: RatingScorerOptions): StepScorer {
  const { id = 'verdict', model, maximum = 9, prompt = ratingPrompt } = options;
  if (!(Number.isInteger(maximum) && maximum >= 1 && maximum <= 9)) {
    throw new ConfigurationError({
      message: `Scorer "${id}" got ${maximum} as the highest rating; expected a whole number in [1, 9].`,
      nextStep: 'Ratings are one digit, so that one token decides.',
    });
  }
  const question = prompt.question.replaceAll('{maximum}', String(maximum));
  return {
    id,
    model,
    fingerprint: JSON.stringify([
      'rating',
      modelFingerprint(model),
      maximum,
      prompt.version,
      prompt.question,
      prompt.reply,
    ]),
    async score({ query, steps, candidate, signal }) {
      const answer = steps.join('') + candidate;
      const { result, seconds } = await callModel({
        model,
        options: {
          prompt: conversation(query.prompt, answer, question, prompt.reply),
          maxOutputTokens,
          temperature: 0,
          seed: 0,
          providerOptions: {
            [providerKey]: { continueFinalMessage: true },
            // The 20 likeliest tokens, where the provider has a name for that; others ignore it.
            openai: { logprobs: 20 },
            azure: { logprobs: 20 },
          },
        },
        failures: failureSettingsSchema.parse({}),
        jitterSeed: answer,
        signal,
      });
      const text = result.content.map((part) => (part.type === 'text' ? part.text : '')).join('');
      const digit = readDigit(model, text, maximum);
      const { inputTokens, outputTokens } = result.usage;
      return {
        value: (expectedDigit(result.providerMetadata, digit, maximum) ?? digit) / maximum,
        inputTokens: known(model, 'inputTokens', inputTokens.total),
        generatedTokens: known(model, 'outputTokens', outputTokens.total),
        seconds,
      };
    },
  };
}

function conversation(query: string, answer: string, question: string, reply: string): LanguageModelV4Prompt {
  return [
    { role: 'user', content: [{ type: 'text', text: query }] },
    { role: 'assistant', content: [{ type: 'text', text: answer }] },
    { role: 'user', content: [{ type: 'text', text: question }] },
    { role: 'assistant', content: [{ type: 'text', text: reply }] },
  ];
}

/** The first number of the reply, which must be one digit. */
function readDigit(model: PoolModel, text: string, maximum: number): number {
  const number = /[0-9]+/.exec(text)?.[0];
  if (number?.length === 1 && Number(number) <= maximum) return Number(number);
  throw new GenerationError({
    model: model.id,
    message: `Model "${model.id}" rated a step ${JSON.stringify(text)}; expected one digit from 0 to ${maximum}.`,
    nextStep: 'Choose a model that replies at once, without thinking first, or reword the prompt.',
  });
}

function known(model: PoolModel, field: string, tokens: number | undefined): number {
  if (tokens !== undefined && Number.isSafeInteger(tokens) && tokens >= 0) return tokens;
  throw new GenerationError({
    model: model.id,
    message: `Model "${model.id}" rated a step without a valid usage.${field}.total: expected a whole number ≥ 0, got ${String(tokens)}.`,
    nextStep: 'Costs need it: have the server report usage.',
  });
}
