import type { SharedV4ProviderMetadata } from '@ai-sdk/provider';
import { type GenerationMetadata, providerKey } from '@roro/core';

export function withMetadata(
  metadata: SharedV4ProviderMetadata | undefined,
  ours: GenerationMetadata,
): SharedV4ProviderMetadata {
  return { ...metadata, [providerKey]: { ...ours } };
}
