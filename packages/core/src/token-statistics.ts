import { z } from 'zod';

/** A token that could have come at a place. */
export const tokenAlternativeSchema = z.object({
  token: z.string(),
  /** At temperature 1, nats, ≤ 0. */
  logProbability: z.number(),
});
export type TokenAlternative = z.infer<typeof tokenAlternativeSchema>;

/** One token's uncertainty, in nats; its text and alternatives only where `topLogProbabilities` asks for them. */
export const tokenUncertaintySchema = z.object({
  /** Text of the token; tokens without text as their model spells them, such as `</s>`. */
  token: z.string().optional(),
  /** Log-probability of the sampled token at temperature 1, ≤ 0. */
  logProbability: z.number(),
  /** Entropy of the next-token distribution at temperature 1, ≥ 0; undefined where the server gives no top-k. */
  entropy: z.number().optional(),
  /** Log-probability gap between the two likeliest tokens, ≥ 0. */
  margin: z.number().optional(),
  /** The likeliest tokens at this place, likeliest first. */
  top: z.array(tokenAlternativeSchema).optional(),
});
export type TokenUncertainty = z.infer<typeof tokenUncertaintySchema>;

/** Uncertainty of one step, aggregated over its tokens. Nats; undefined where the server did not say. */
export const tokenStatisticsSchema = z.object({
  count: z.number().int().positive(),
  meanLogProbability: z.number(),
  minLogProbability: z.number(),
  meanEntropy: z.number().optional(),
  maxEntropy: z.number().optional(),
  firstEntropy: z.number().optional(),
  meanMargin: z.number().optional(),
  minMargin: z.number().optional(),
});
export type TokenStatistics = z.infer<typeof tokenStatisticsSchema>;

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Aggregates token uncertainties into step statistics; undefined for a step without tokens. */
export function aggregateTokenStatistics(tokens: readonly TokenUncertainty[]): TokenStatistics | undefined {
  const first = tokens[0];
  if (first === undefined) return undefined;
  const logProbabilities = tokens.map((token) => token.logProbability);
  const entropies = tokens.flatMap((token) => (token.entropy === undefined ? [] : [token.entropy]));
  const margins = tokens.flatMap((token) => (token.margin === undefined ? [] : [token.margin]));
  return {
    count: tokens.length,
    meanLogProbability: mean(logProbabilities),
    minLogProbability: Math.min(...logProbabilities),
    ...(entropies.length === tokens.length
      ? { meanEntropy: mean(entropies), maxEntropy: Math.max(...entropies) }
      : {}),
    ...(first.entropy === undefined ? {} : { firstEntropy: first.entropy }),
    ...(margins.length === tokens.length
      ? { meanMargin: mean(margins), minMargin: Math.min(...margins) }
      : {}),
  };
}
