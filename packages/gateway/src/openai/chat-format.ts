import type { LanguageModelV4Content, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { AnswerEnd } from './answer-end.js';
import type { AnswerFormat, AnswerFrame } from './answer-format.js';
import { chatLogprobs } from './chat-logprobs.js';
import { ToolCallDeltas } from './tool-call-deltas.js';
import { usageBody } from './usage-body.js';

/**
 * Chat completions. Beyond OpenAI's form: `reasoning_content` for reasoning (as DeepSeek and vLLM have it), `stop_reason`
 * of a choice (vLLM's: the stop sequence that ended the text, or null), and `roro.routing` where it was asked for. Generated
 * files, sources and what a provider's own tools did have no place in it. In a stream the log-probabilities come with
 * the finish reason, since a model tells them at its end.
 */
export function chatFormat({ requestId, created, request }: AnswerFrame): AnswerFormat {
  const { model, includeUsage, trace, topLogProbabilities } = request;
  const toolCalls = new ToolCallDeltas();
  const frame = { id: `chatcmpl-${requestId}`, created, model };
  const chunkOf = (choices: object[], fields: object = {}) => ({
    ...frame,
    object: 'chat.completion.chunk',
    choices,
    ...(includeUsage ? { usage: null } : {}),
    ...fields,
  });
  const deltaChunk = (delta: object) => chunkOf([{ index: 0, delta, logprobs: null, finish_reason: null }]);
  const ending = ({ tokens, finishReason, stopSequence }: AnswerEnd) => ({
    logprobs: chatLogprobs(tokens, topLogProbabilities),
    finish_reason: finishReason,
    stop_reason: stopSequence,
  });
  const routing = (end: AnswerEnd) =>
    trace && end.routing !== undefined ? { roro: { routing: end.routing } } : {};

  return {
    body(content, end) {
      const usage = usageBody(end.usage);
      return {
        ...frame,
        object: 'chat.completion',
        choices: [{ index: 0, message: messageOf(content), ...ending(end) }],
        ...(usage === undefined ? {} : { usage }),
        ...routing(end),
      };
    },
    openingChunks: () => [deltaChunk({ role: 'assistant', content: '' })],
    chunk(part: LanguageModelV4StreamPart) {
      const delta = deltaOf(part, toolCalls);
      return delta === undefined ? undefined : deltaChunk(delta);
    },
    closingChunks(end) {
      const usage = includeUsage ? usageBody(end.usage) : undefined;
      const last = [{ index: 0, delta: {}, ...ending(end) }];
      return usage === undefined
        ? [chunkOf(last, routing(end))]
        : [chunkOf(last), chunkOf([], { usage, ...routing(end) })];
    },
  };
}

function messageOf(content: readonly LanguageModelV4Content[]): object {
  let text = '';
  let reasoning = '';
  const calls: object[] = [];
  for (const part of content) {
    if (part.type === 'text') text += part.text;
    else if (part.type === 'reasoning') reasoning += part.text;
    else if (part.type === 'tool-call' && part.providerExecuted !== true) {
      const { toolCallId: id, toolName: name, input } = part;
      calls.push({ id, type: 'function', function: { name, arguments: input } });
    }
  }
  return {
    role: 'assistant',
    content: text === '' && calls.length > 0 ? null : text,
    refusal: null,
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
}

function deltaOf(part: LanguageModelV4StreamPart, toolCalls: ToolCallDeltas): object | undefined {
  switch (part.type) {
    case 'text-delta':
      return part.delta === '' ? undefined : { content: part.delta };
    case 'reasoning-delta':
      return part.delta === '' ? undefined : { reasoning_content: part.delta };
    default: {
      const call = toolCalls.read(part);
      return call === undefined ? undefined : { tool_calls: [call] };
    }
  }
}
