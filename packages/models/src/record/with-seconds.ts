import type { SharedV4ProviderMetadata } from '@ai-sdk/provider';
import { recordingKey } from '@roro/core';

/** Adds the duration of the call to an answer, so that a run and its replay report the same. */
export function withSeconds<T extends { providerMetadata?: SharedV4ProviderMetadata }>(
  answer: T,
  seconds: number,
): T {
  return { ...answer, providerMetadata: { ...answer.providerMetadata, [recordingKey]: { seconds } } };
}
