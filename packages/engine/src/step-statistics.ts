import { aggregateTokenStatistics, type TokenStatistics, type TokenUncertainty } from '@roro/core';

/** The statistics of a step in the order in which records list them. */
export const statisticFields = [
  'count',
  'meanLogProbability',
  'minLogProbability',
  'meanEntropy',
  'maxEntropy',
  'firstEntropy',
  'meanMargin',
  'minMargin',
] as const satisfies readonly (keyof TokenStatistics)[];

/** 1e-6 (nats or seconds): far below what matters, and half the bytes on disk. `+ 0` turns −0 into 0. */
export function roundMicro(value: number): number {
  return Math.round(value * 1e6) / 1e6 + 0;
}

/**
 * Aggregated uncertainty of a step, rounded to 1e-6 nats before its first use, so that a step that was just
 * generated and one read from disk are the same bytes. Undefined for a step without tokens.
 */
export function stepStatistics(tokens: readonly TokenUncertainty[]): TokenStatistics | undefined {
  const exact = aggregateTokenStatistics(tokens);
  if (exact === undefined) return undefined;
  const rounded: Partial<TokenStatistics> = {};
  for (const field of statisticFields) {
    const value = exact[field];
    if (value !== undefined) rounded[field] = roundMicro(value);
  }
  return rounded as TokenStatistics;
}
