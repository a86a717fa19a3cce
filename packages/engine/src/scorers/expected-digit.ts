import type { SharedV4ProviderMetadata } from '@ai-sdk/provider';
import { z } from 'zod';

const alternativeSchema = z.object({ token: z.string(), logprob: z.number() });
const logProbabilitiesSchema = z
  .array(alternativeSchema.extend({ top_logprobs: z.array(alternativeSchema).nullish() }))
  .min(1);

/**
 * Mean of the digits 0 to `maximum` under the model's distribution at the place where it wrote `digit`, each summed over
 * its spellings ("7", " 7"): the averaged score of SpecReason (2504.07891). Read from `providerMetadata.<provider>.logprobs`
 * in the form of OpenAI's chat API.
 *
 * @returns range [0, maximum]; undefined where the provider gives no alternatives there
 */
export function expectedDigit(
  metadata: SharedV4ProviderMetadata | undefined,
  digit: number,
  maximum: number,
): number | undefined {
  for (const entry of Object.values(metadata ?? {})) {
    const { data: tokens } = logProbabilitiesSchema.safeParse(entry['logprobs']);
    const alternatives = tokens?.find(({ token }) => digitOf(token) === digit)?.top_logprobs ?? [];
    let mass = 0;
    let sum = 0;
    for (const { token, logprob } of alternatives) {
      const value = digitOf(token);
      if (value === undefined || value > maximum) continue;
      const probability = Math.exp(logprob);
      mass += probability;
      sum += probability * value;
    }
    if (mass > 0) return sum / mass;
  }
  return undefined;
}

/** The digit that a token spells, blanks and punctuation aside. */
function digitOf(token: string): number | undefined {
  const letters = token.replace(/[^\p{L}\p{N}]/gu, '');
  return /^[0-9]$/.test(letters) ? Number(letters) : undefined;
}
