import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { z } from 'zod';
import { InvalidRequestError } from './invalid-request-error.js';
import type { ModelRequest } from './model-request.js';
import { present } from './present.js';

/** Request fields of chat and text completions alike. Fields that are not named are ignored, as OpenAI-compatible servers do. */
export const requestFields = {
  /** Longer names are nobody's, and the nearest name is looked for. */
  model: z.string().min(1).max(256),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  n: z.int().nullish(),
  stop: z
    .union([z.string().min(1), z.array(z.string().min(1)).max(4)], {
      error: 'expected a text or up to 4 texts, none of them empty',
    })
    .nullish(),
  max_tokens: z.int().positive().nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  /** vLLM's: -1 and 0 are all tokens. */
  top_k: z.int().min(-1).nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  seed: z.int().nullish(),
  /** Ours. */
  roro: z.object({ trace: z.boolean().nullish() }).nullish(),
};

const requestSchema = z.object(requestFields);

/** @throws InvalidRequestError on what no request may ask */
export function readRequestFields(request: z.infer<typeof requestSchema>): Omit<
  ModelRequest,
  'topLogProbabilities' | 'options'
> & {
  settings: Omit<LanguageModelV4CallOptions, 'prompt'>;
} {
  const { model, n, stop, top_k: topK } = request;
  const stream = request.stream === true;
  if ((n ?? 1) !== 1) {
    throw new InvalidRequestError({
      param: 'n',
      reason: 'unsupported_value',
      message: `n: expected 1, got ${n}: each request is routed by itself and has one answer.`,
      nextStep: 'Send one request for each answer.',
    });
  }
  if (!stream && request.stream_options) {
    throw new InvalidRequestError({
      param: 'stream_options',
      message: 'stream_options: expected only where stream is true.',
    });
  }
  const stopSequences = typeof stop === 'string' ? [stop] : (stop ?? []);
  return {
    model,
    stream,
    includeUsage: request.stream_options?.include_usage === true,
    trace: request.roro?.trace === true,
    settings: present({
      maxOutputTokens: request.max_tokens,
      temperature: request.temperature,
      topP: request.top_p,
      topK: topK !== null && topK !== undefined && topK > 0 ? topK : undefined,
      presencePenalty: request.presence_penalty,
      frequencyPenalty: request.frequency_penalty,
      seed: request.seed,
      stopSequences: stopSequences.length === 0 ? undefined : stopSequences,
    }),
  };
}
