import { contentHash } from '@roro/core';
import type { LlmPrompt } from './llm-prompt.js';
import { modelId } from './model-id.js';

/**
 * Version of an LLM backend: changes whenever its answers may, so that what is stored under another is not reused.
 *
 * @param settings everything else that its answers depend on, the form of the questions included
 */
export function backendVersion(
  prompt: LlmPrompt,
  model: string | { modelId: string; provider: string },
  settings: unknown,
): string {
  const served = typeof model === 'string' ? model : `${model.provider}:${modelId(model)}`;
  return `${prompt.version}-${contentHash(prompt.text).slice(0, 12)}/${served}/${contentHash(settings).slice(0, 8)}`;
}
