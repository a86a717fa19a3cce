import type { LanguageModelV4GenerateResult, LanguageModelV4Usage } from '@ai-sdk/provider';
import {
  GenerationError,
  generationMetadataSchema,
  providerKey,
  type RoutingTrace,
  routingTraceSchema,
  type TokenUncertainty,
} from '@roro/core';
import { z } from 'zod';

type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter';

/** What a model says at the end of an answer. */
export interface AnswerEnd {
  finishReason: FinishReason;
  /** Stop sequence that ended the text, where one did and the model says which. */
  stopSequence: string | null;
  /** Undefined where the model gives no log-probabilities. */
  tokens: TokenUncertainty[] | undefined;
  usage: LanguageModelV4Usage;
  routing: RoutingTrace | undefined;
}

const finishReasons: Partial<Record<string, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
};

const routingMetadataSchema = z.object({ routing: routingTraceSchema });

/**
 * @param model name of the served model
 * @throws GenerationError when the answer broke off: it ended with `error`, `interrupted` or `other`
 */
export function readAnswerEnd(
  model: string,
  outcome: Pick<LanguageModelV4GenerateResult, 'finishReason' | 'usage' | 'providerMetadata'>,
): AnswerEnd {
  const { unified } = outcome.finishReason;
  const finishReason = finishReasons[unified];
  if (finishReason === undefined) {
    throw new GenerationError({
      model,
      message: `Model "${model}" broke off: expected an answer that ends by itself or at its limit, got "${unified}".`,
      nextStep: 'Try again later.',
    });
  }
  const metadata = generationMetadataSchema.safeParse(outcome.providerMetadata?.[providerKey]).data;
  return {
    finishReason,
    stopSequence: metadata?.stopSequence ?? null,
    tokens: metadata?.tokens,
    usage: outcome.usage,
    routing: readRouting(outcome),
  };
}

/** How the answer was routed, also where it broke off. */
export function readRouting({
  providerMetadata,
}: Pick<LanguageModelV4GenerateResult, 'providerMetadata'>): RoutingTrace | undefined {
  return routingMetadataSchema.safeParse(providerMetadata?.[providerKey]).data?.routing;
}
