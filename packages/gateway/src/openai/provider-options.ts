import type { SharedV4ProviderOptions } from '@ai-sdk/provider';
import { type GenerationOptions, providerKey } from '@roro/core';

/** What is asked of the model beyond the standard call options, where anything is. */
export function providerOptions({
  continueFinalMessage,
  topLogProbabilities,
}: {
  continueFinalMessage: boolean;
  topLogProbabilities: number | undefined;
}): { providerOptions?: SharedV4ProviderOptions } {
  const options: GenerationOptions = {
    ...(continueFinalMessage ? { continueFinalMessage } : {}),
    // The texts of the tokens come with the alternatives only, so at least one is asked for.
    ...(topLogProbabilities === undefined
      ? {}
      : { tokenStatistics: true, topLogProbabilities: Math.max(1, topLogProbabilities) }),
  };
  return Object.keys(options).length === 0 ? {} : { providerOptions: { [providerKey]: { ...options } } };
}
