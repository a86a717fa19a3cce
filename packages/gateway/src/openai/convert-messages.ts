import type {
  LanguageModelV4Message,
  LanguageModelV4Prompt,
  LanguageModelV4ToolResultPart,
} from '@ai-sdk/provider';
import type { ChatContent, ChatMessage } from './chat-request.js';
import { InvalidRequestError } from './invalid-request-error.js';

/**
 * The messages of a chat as a prompt.
 *
 * @throws InvalidRequestError on images, audio and files, and on a tool's answer that no call asked for
 */
export function convertMessages(messages: readonly ChatMessage[]): LanguageModelV4Prompt {
  const prompt: LanguageModelV4Prompt = [];
  const toolNames = new Map<string, string>();
  for (const [index, message] of messages.entries()) {
    const param = `messages.${index}`;
    switch (message.role) {
      case 'system':
      case 'developer':
        prompt.push({ role: 'system', content: contentText(message.content, param) });
        break;
      case 'user':
        prompt.push({ role: 'user', content: [{ type: 'text', text: contentText(message.content, param) }] });
        break;
      case 'assistant':
        prompt.push(assistantMessage(message, param));
        for (const call of message.tool_calls ?? []) toolNames.set(call.id, call.function.name);
        break;
      case 'tool': {
        const toolName = toolNames.get(message.tool_call_id);
        if (toolName === undefined) {
          throw new InvalidRequestError({
            param: `${param}.tool_call_id`,
            message: `${param}.tool_call_id: expected the id of a tool call of an earlier assistant message, got none of them.`,
          });
        }
        pushToolResult(prompt, {
          type: 'tool-result',
          toolCallId: message.tool_call_id,
          toolName,
          output: { type: 'text', value: contentText(message.content, param) },
        });
      }
    }
  }
  return prompt;
}

/** The answers of tools that were called together are one message of a prompt. */
function pushToolResult(prompt: LanguageModelV4Prompt, result: LanguageModelV4ToolResultPart): void {
  const last = prompt.at(-1);
  if (last?.role === 'tool') last.content.push(result);
  else prompt.push({ role: 'tool', content: [result] });
}

function assistantMessage(
  message: Extract<ChatMessage, { role: 'assistant' }>,
  param: string,
): LanguageModelV4Message {
  const calls = message.tool_calls ?? [];
  const said = message.content ?? message.refusal;
  if ((said === null || said === undefined) && calls.length === 0) {
    throw new InvalidRequestError({
      param: `${param}.content`,
      message: `${param}: expected content or tool_calls, got neither.`,
    });
  }
  const text = contentText(said ?? '', param);
  const reasoning = message.reasoning_content ?? '';
  return {
    role: 'assistant',
    content: [
      ...(reasoning === '' ? [] : [{ type: 'reasoning' as const, text: reasoning }]),
      ...(text === '' && calls.length > 0 ? [] : [{ type: 'text' as const, text }]),
      ...calls.map((call) => ({
        type: 'tool-call' as const,
        toolCallId: call.id,
        toolName: call.function.name,
        input: toolInput(call.function.arguments),
      })),
    ],
  };
}

/** What a model wrote as arguments comes back as it is where it is no JSON. */
function toolInput(json: string): unknown {
  try {
    return json === '' ? {} : JSON.parse(json);
  } catch {
    return json;
  }
}

function contentText(content: ChatContent, param: string): string {
  if (typeof content === 'string') return content;
  return content
    .map((part, index) => {
      const text = part.type === 'refusal' ? part['refusal'] : part['text'];
      if (['text', 'refusal'].includes(part.type) && typeof text === 'string') return text;
      const isText = part.type === 'text' || part.type === 'refusal';
      throw new InvalidRequestError({
        param: `${param}.content.${index}`,
        reason: isText ? null : 'unsupported_value',
        message: isText
          ? `${param}.content.${index}: expected a text in its field ${part.type}.`
          : `${param}.content.${index}: expected a part of type text: the models here read no images, audio or files.`,
      });
    })
    .join('');
}
