import type { LanguageModelV4Message, LanguageModelV4Prompt } from '@ai-sdk/provider';
import { GenerationError, type ThinkingTags } from '@roro/core';

/** A message as chat templates take it. */
export interface TemplateMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/**
 * A prompt of text as messages of a chat template. Reasoning parts stand between their tags in the text.
 *
 * @throws GenerationError on tools and files
 */
export function templateMessages(
  modelId: string,
  prompt: LanguageModelV4Prompt,
  thinking: Pick<ThinkingTags, 'open' | 'close'>,
): TemplateMessage[] {
  return prompt.map((message) => {
    const content = messageText(message, thinking);
    if (message.role !== 'tool' && content !== undefined) return { role: message.role, content };
    throw new GenerationError({
      model: modelId,
      message: `Model "${modelId}" goes on with text alone where its prompt is rendered here; got a ${message.role} message with tools or files.`,
      nextStep: "Use `continuation: 'chat'` or 'message' for conversations of that kind.",
    });
  });
}

/** The text of a message; undefined where it holds more than text. */
export function messageText(
  { content }: LanguageModelV4Message,
  { open, close }: Pick<ThinkingTags, 'open' | 'close'>,
): string | undefined {
  if (typeof content === 'string') return content;
  let text = '';
  for (const part of content) {
    if (part.type === 'text') text += part.text;
    else if (part.type === 'reasoning') text += `${open}${part.text}${close}`;
    else return undefined;
  }
  return text;
}
