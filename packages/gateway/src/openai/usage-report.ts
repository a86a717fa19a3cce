import type { LanguageModelV4GenerateResult } from '@ai-sdk/provider';
import { priceUsage } from '@roro/core';
import type { ServedModel } from '../served-model.js';
import type { RequestUsage } from './answer-context.js';
import { readRouting } from './answer-end.js';
import { tokenCount } from './usage-body.js';

/**
 * What is told of a request when its work has ended.
 *
 * @param told what the model, or the error that it ended in, said of its usage; undefined where it did not come to it
 */
export function usageReport(
  { id, price }: ServedModel,
  outcome: RequestUsage['outcome'],
  told: Pick<LanguageModelV4GenerateResult, 'usage' | 'providerMetadata'> | undefined,
): RequestUsage {
  const routing = told === undefined ? undefined : readRouting(told);
  const promptTokens = tokenCount(told?.usage.inputTokens.total);
  const completionTokens = tokenCount(told?.usage.outputTokens.total);
  const cachedTokens = Math.min(promptTokens ?? 0, tokenCount(told?.usage.inputTokens.cacheRead) ?? 0);
  const isPriced = price !== undefined && promptTokens !== undefined && completionTokens !== undefined;
  const entry = {
    model: id,
    purpose: 'answer' as const,
    prefillTokens: (promptTokens ?? 0) - cachedTokens,
    cachedTokens,
    generatedTokens: completionTokens ?? 0,
    seconds: 0,
  };
  const money = routing?.cost.money ?? (isPriced ? priceUsage([entry], [{ id, price }]).money : undefined);
  return {
    model: id,
    promptTokens,
    completionTokens,
    ...(money === undefined ? {} : { money }),
    ...(routing === undefined ? {} : { routing }),
    outcome,
  };
}
