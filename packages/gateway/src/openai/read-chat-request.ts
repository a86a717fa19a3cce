import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { type ChatRequest, chatRequestSchema } from './chat-request.js';
import { convertMessages } from './convert-messages.js';
import { convertTools } from './convert-tools.js';
import { InvalidRequestError } from './invalid-request-error.js';
import type { ModelRequest } from './model-request.js';
import { parseBody } from './parse-body.js';
import { present } from './present.js';
import { providerOptions } from './provider-options.js';
import { readRequestFields } from './request-fields.js';

/** @throws InvalidRequestError on a body that is no chat that the gateway can have answered */
export function readChatRequest(body: unknown): ModelRequest {
  const request = parseBody(chatRequestSchema, body);
  const { settings, ...fields } = readRequestFields(request);
  if (request.logprobs !== true && (request.top_logprobs ?? 0) > 0) {
    throw new InvalidRequestError({
      param: 'top_logprobs',
      message: 'top_logprobs: expected only where logprobs is true.',
    });
  }
  const topLogProbabilities = request.logprobs === true ? (request.top_logprobs ?? 0) : undefined;
  return {
    ...fields,
    topLogProbabilities,
    options: {
      prompt: convertMessages(request.messages),
      ...settings,
      ...present({
        maxOutputTokens: request.max_completion_tokens ?? request.max_tokens,
        reasoning: request.reasoning_effort,
      }),
      ...convertTools(request),
      ...responseFormat(request),
      ...providerOptions({ continueFinalMessage: continuesFinalMessage(request), topLogProbabilities }),
    },
  };
}

/** vLLM's way to have the last message, which is the assistant's, gone on with: both fields must say so. */
function continuesFinalMessage(request: ChatRequest): boolean {
  const continues = request.continue_final_message === true;
  if (continues !== (request.add_generation_prompt === false)) {
    throw new InvalidRequestError({
      param: continues ? 'add_generation_prompt' : 'continue_final_message',
      message: `Expected add_generation_prompt: false exactly where continue_final_message is true, got ${continues ? 'only the second' : 'only the first'}.`,
      nextStep: 'Set both to go on with the last message, or neither.',
    });
  }
  if (continues && request.messages.at(-1)?.role !== 'assistant') {
    throw new InvalidRequestError({
      param: 'continue_final_message',
      message: 'continue_final_message: expected a last message from the assistant.',
    });
  }
  return continues;
}

function responseFormat({
  response_format: format,
}: ChatRequest): Pick<LanguageModelV4CallOptions, 'responseFormat'> {
  if (format === null || format === undefined) return {};
  if (format.type === 'text') return { responseFormat: { type: 'text' } };
  if (format.type === 'json_object') return { responseFormat: { type: 'json' } };
  return { responseFormat: { type: 'json', ...present(format.json_schema) } };
}
