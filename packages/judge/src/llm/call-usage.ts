import type { UsageEntry } from '@roro/core';

export function secondsSince(start: number): number {
  return Math.round((performance.now() - start) * 1e3) / 1e6;
}

/** One ledger entry, or what is unknown about it. */
export function usageOf(
  model: string,
  tokens: { inputTokens: number | undefined; outputTokens: number | undefined } | undefined,
  seconds: number,
): { usage: UsageEntry[]; unknown?: string } {
  const prefillTokens = wholeNumber(tokens?.inputTokens);
  const generatedTokens = wholeNumber(tokens?.outputTokens);
  if (prefillTokens === undefined || generatedTokens === undefined) {
    const field = prefillTokens === undefined ? 'inputTokens' : 'outputTokens';
    return {
      usage: [],
      unknown: `Model "${model}" answered without a valid usage.${field}: expected a whole number ≥ 0, got ${String(tokens?.[field])}. Costs need it: have the server report usage.`,
    };
  }
  return { usage: [{ model, purpose: 'judge', prefillTokens, cachedTokens: 0, generatedTokens, seconds }] };
}

function wholeNumber(value: number | undefined): number | undefined {
  return value !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
