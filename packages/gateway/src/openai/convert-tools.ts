import type { LanguageModelV4CallOptions, LanguageModelV4FunctionTool } from '@ai-sdk/provider';
import type { ChatRequest } from './chat-request.js';
import { InvalidRequestError } from './invalid-request-error.js';
import { present } from './present.js';

/**
 * The tools of a request and which of them the model may call.
 *
 * @throws InvalidRequestError when a tool is asked for that is not there
 */
export function convertTools({
  tools,
  tool_choice: choice,
}: Pick<ChatRequest, 'tools' | 'tool_choice'>): Pick<LanguageModelV4CallOptions, 'tools' | 'toolChoice'> {
  const converted = (tools ?? []).map(
    ({ function: { name, description, parameters, strict } }): LanguageModelV4FunctionTool => ({
      type: 'function',
      name,
      inputSchema: parameters ?? { type: 'object', properties: {} },
      ...present({ description, strict }),
    }),
  );
  const named = typeof choice === 'object' && choice !== null ? choice.function.name : undefined;
  const isMissing =
    named === undefined
      ? choice === 'required' && converted.length === 0
      : !converted.some((tool) => tool.name === named);
  if (isMissing) {
    throw new InvalidRequestError({
      param: 'tool_choice',
      message: 'tool_choice: expected a tool that is among tools.',
    });
  }
  if (converted.length === 0) return {};
  if (choice === null || choice === undefined) return { tools: converted };
  return {
    tools: converted,
    toolChoice:
      typeof choice === 'string' ? { type: choice } : { type: 'tool', toolName: choice.function.name },
  };
}
