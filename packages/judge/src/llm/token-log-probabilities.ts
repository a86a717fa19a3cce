import { generationMetadataSchema, providerKey, type TokenAlternative } from '@roro/core';
import type { ProviderMetadata } from 'ai';
import { z } from 'zod';

const alternativeSchema = z.object({ token: z.string(), logprob: z.number() });
const tokenSchema = alternativeSchema.extend({ top_logprobs: z.array(alternativeSchema).nullish() });
const logprobsSchema = z.union([
  z.array(tokenSchema).min(1),
  z.array(z.array(tokenSchema)).transform((parts) => parts.flat()),
  z.object({ content: z.array(tokenSchema).min(1) }).transform(({ content }) => content),
]);

/** A generated token and the likeliest tokens at its place, log-probabilities in nats, ≤ 0. */
export type TokenLogProbabilities = z.infer<typeof tokenSchema>;

/**
 * The log-probabilities of the generated tokens, wherever a provider put them: the AI SDK has no common place, so
 * `providerMetadata.<provider>.logprobs` is read in the shapes of OpenAI's chat API (a list of tokens), its Responses
 * API (a list of them for each part of the text) and the raw one of compatible servers (`{content: […]}`); and in
 * `providerMetadata.roro`, where the models of `@roro/models` put them.
 *
 * @returns undefined where the provider gives none
 */
export function tokenLogProbabilities(
  metadata: ProviderMetadata | undefined,
): TokenLogProbabilities[] | undefined {
  const own = generationMetadataSchema.safeParse(metadata?.[providerKey]).data?.tokens ?? [];
  const spelled = own.flatMap(({ token, logProbability, top = [] }) =>
    token === undefined ? [] : [{ token, logprob: logProbability, top_logprobs: top.map(alternative) }],
  );
  if (spelled.length > 0 && spelled.length === own.length) return spelled;
  for (const entry of Object.values(metadata ?? {})) {
    const parsed = logprobsSchema.safeParse(entry['logprobs']);
    if (parsed.success && parsed.data.length > 0) return parsed.data;
  }
  return undefined;
}

function alternative({ token, logProbability }: TokenAlternative): z.infer<typeof alternativeSchema> {
  return { token, logprob: logProbability };
}
