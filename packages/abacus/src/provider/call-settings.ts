import type { LanguageModelV4CallOptions, SharedV4Warning } from '@ai-sdk/provider';
import { type GenerationOptions, generationOptionsSchema, providerKey, ValidationError } from '@roro/core';
import { z } from 'zod';
import type { SamplingSettings } from '../inference/sample-token.js';

export interface CallSettings {
  sampling: SamplingSettings;
  stopSequences: readonly string[];
  maximumTokens: number | undefined;
  options: GenerationOptions;
  warnings: SharedV4Warning[];
}

const settingsSchema = z.object({
  /** The temperature at which the model card is measured. */
  temperature: z.number().nonnegative().default(0.7),
  topP: z.number().positive().max(1).default(1),
  topK: z.int().positive().optional(),
  /** Without a seed the same call gives the same text, as everywhere in this project. */
  seed: z.int().default(0),
  maxOutputTokens: z.int().positive().optional(),
  stopSequences: z.array(z.string().min(1)).default([]),
});

/**
 * The settings of a call with their defaults: temperature 0.7, top-p 1, no top-k, seed 0, no stop sequences, and as
 * many tokens as the context holds.
 *
 * @throws ValidationError on a value out of range; what the models do not have is left out with a warning
 */
export function callSettings(model: string, call: LanguageModelV4CallOptions): CallSettings {
  const settings = read(model, 'setting', settingsSchema, call);
  const { temperature, topP, topK, seed, maxOutputTokens, stopSequences } = settings;
  return {
    sampling: { temperature, topP, topK, seed },
    stopSequences,
    maximumTokens: maxOutputTokens,
    options: read(
      model,
      `providerOptions.${providerKey}`,
      generationOptionsSchema,
      call.providerOptions?.[providerKey] ?? {},
    ),
    warnings: unsupportedFeatures(call).map((feature) => ({ type: 'unsupported', feature })),
  };
}

function unsupportedFeatures(call: LanguageModelV4CallOptions): string[] {
  const features: string[] = [];
  if (call.presencePenalty) features.push('presencePenalty');
  if (call.frequencyPenalty) features.push('frequencyPenalty');
  if (call.responseFormat?.type === 'json') features.push('responseFormat');
  if (call.tools !== undefined && call.tools.length > 0) features.push('tools');
  if (call.reasoning !== undefined && call.reasoning !== 'provider-default') features.push('reasoning');
  return features;
}

function read<T>(model: string, what: string, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ValidationError({
    message: `Model "${model}" cannot take the ${what} ${issue?.path.join('.') ?? ''}: ${issue?.message}.`,
    nextStep: 'Correct the value in the call.',
    cause: parsed.error,
  });
}
