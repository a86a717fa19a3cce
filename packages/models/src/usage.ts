import type { LanguageModelV4Usage } from '@ai-sdk/provider';
import { z } from 'zod';

const count = z.int().nonnegative().nullish().catch(undefined);
const usageSchema = z.object({
  prompt_tokens: count,
  completion_tokens: count,
  prompt_tokens_details: z.object({ cached_tokens: count }).nullish().catch(undefined),
  completion_tokens_details: z.object({ reasoning_tokens: count }).nullish().catch(undefined),
});

/** Token counts as the server gave them. What it did not say is undefined, where the AI SDK says 0. */
export function usageOf({ raw }: LanguageModelV4Usage): LanguageModelV4Usage {
  const parsed = usageSchema.safeParse(raw);
  const usage = parsed.success ? parsed.data : undefined;
  const input = usage?.prompt_tokens ?? undefined;
  const cached = usage?.prompt_tokens_details?.cached_tokens ?? undefined;
  const output = usage?.completion_tokens ?? undefined;
  const reasoning = usage?.completion_tokens_details?.reasoning_tokens ?? undefined;
  return {
    inputTokens: {
      total: input,
      noCache: input === undefined || cached === undefined ? undefined : input - cached,
      cacheRead: cached,
      cacheWrite: undefined,
    },
    outputTokens: {
      total: output,
      text: output === undefined || reasoning === undefined ? undefined : output - reasoning,
      reasoning,
    },
    ...(raw === undefined ? {} : { raw }),
  };
}
