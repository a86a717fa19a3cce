import type { LanguageModelV4Usage } from '@ai-sdk/provider';
import { present } from './present.js';

/**
 * `usage` of an answer, over all model calls that it took. OpenAI's form has no place for an unknown number, so
 * it is undefined where the tokens of prompt or answer are not known, and a part is left out where that is not.
 */
export function usageBody({ inputTokens, outputTokens }: LanguageModelV4Usage): object | undefined {
  const prompt = tokenCount(inputTokens.total);
  const completion = tokenCount(outputTokens.total);
  if (prompt === undefined || completion === undefined) return undefined;
  const cached = tokenCount(inputTokens.cacheRead);
  const reasoning = tokenCount(outputTokens.reasoning);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    ...present({
      prompt_tokens_details: cached === undefined ? undefined : { cached_tokens: cached },
      completion_tokens_details: reasoning === undefined ? undefined : { reasoning_tokens: reasoning },
    }),
  };
}

/** What a provider counted, where that is a number of tokens. */
export function tokenCount(value: number | undefined): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? value : undefined;
}
