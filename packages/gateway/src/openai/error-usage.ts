import type { LanguageModelV4GenerateResult, LanguageModelV4Usage } from '@ai-sdk/provider';
import { providerKey } from '@roro/core';

/** What an error says of the work that ended in it, as the error of a routed model does; undefined where it says nothing. */
export function errorUsage(
  error: unknown,
): Pick<LanguageModelV4GenerateResult, 'usage' | 'providerMetadata'> | undefined {
  if (!(error instanceof Error) || !('usage' in error) || !isUsage(error.usage)) return undefined;
  const { usage } = error;
  const routing = 'routing' in error ? error.routing : undefined;
  if (typeof routing !== 'object' || routing === null) return { usage };
  return { usage, providerMetadata: { [providerKey]: { routing: JSON.parse(JSON.stringify(routing)) } } };
}

function isUsage(usage: unknown): usage is LanguageModelV4Usage {
  return typeof usage === 'object' && usage !== null && 'inputTokens' in usage && 'outputTokens' in usage;
}
