import type { UsageEntry } from '@roro/core';
import { z } from 'zod';

const count = z.number().int().nonnegative();

/** What a role has taken: calls that were answered, their tokens, and what of it could not be used. */
export const roleUsageSchema = z.object({
  model: z.string(),
  calls: count,
  prefillTokens: count,
  generatedTokens: count,
  /** Rubrics, judgements or prompts that could not be read; what they cost is in the sums. */
  failures: count,
});
export type RoleUsage = z.infer<typeof roleUsageSchema>;

/** Sums up what a role answered. */
export function roleUsage(
  model: string,
  answers: readonly {
    usage: readonly Pick<UsageEntry, 'prefillTokens' | 'generatedTokens'>[];
    failure?: string | undefined;
  }[],
): RoleUsage {
  const entries = answers.flatMap(({ usage }) => usage);
  const sum = (field: 'prefillTokens' | 'generatedTokens'): number =>
    entries.reduce((total, entry) => total + entry[field], 0);
  return {
    model,
    calls: entries.length,
    prefillTokens: sum('prefillTokens'),
    generatedTokens: sum('generatedTokens'),
    failures: answers.filter(({ failure }) => failure !== undefined).length,
  };
}
