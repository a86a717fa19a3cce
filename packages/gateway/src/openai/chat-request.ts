import { z } from 'zod';
import { requestFields } from './request-fields.js';

const contentSchema = z.union([z.string(), z.array(z.looseObject({ type: z.string() }))], {
  error: 'expected a text or an array of content parts',
});

const toolCallSchema = z.object({
  id: z.string().min(1),
  function: z.object({ name: z.string().min(1), arguments: z.string() }),
});

const roles = ['system', 'developer', 'user', 'assistant', 'tool'];

const messageSchema = z.discriminatedUnion(
  'role',
  [
    z.object({ role: z.literal(['system', 'developer']), content: contentSchema }),
    z.object({ role: z.literal('user'), content: contentSchema }),
    z.object({
      role: z.literal('assistant'),
      content: contentSchema.nullish(),
      refusal: z.string().nullish(),
      reasoning_content: z.string().nullish(),
      tool_calls: z.array(toolCallSchema).nullish(),
    }),
    z.object({ role: z.literal('tool'), tool_call_id: z.string(), content: contentSchema }),
  ],
  { error: `expected a message with one of the roles ${roles.join(', ')}` },
);
export type ChatMessage = z.infer<typeof messageSchema>;
export type ChatContent = z.infer<typeof contentSchema>;

const schemaSchema = z.record(z.string(), z.unknown());

/** Body of `POST /v1/chat/completions`, with vLLM's fields for going on with an answer. */
export const chatRequestSchema = z.object({
  ...requestFields,
  messages: z.array(messageSchema).min(1),
  max_completion_tokens: z.int().positive().nullish(),
  logprobs: z.boolean().nullish(),
  /** OpenAI's limit is 20; servers such as vLLM have a setting for theirs. */
  top_logprobs: z.int().min(0).max(256).nullish(),
  reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']).nullish(),
  response_format: z
    .discriminatedUnion('type', [
      z.object({ type: z.literal('text') }),
      z.object({ type: z.literal('json_object') }),
      z.object({
        type: z.literal('json_schema'),
        json_schema: z.object({
          name: z.string(),
          description: z.string().nullish(),
          schema: schemaSchema.nullish(),
        }),
      }),
    ])
    .nullish(),
  tools: z
    .array(
      z.object({
        type: z.literal('function'),
        function: z.object({
          name: z.string().min(1),
          description: z.string().nullish(),
          parameters: schemaSchema.nullish(),
          strict: z.boolean().nullish(),
        }),
      }),
    )
    .nullish(),
  tool_choice: z
    .union(
      [
        z.enum(['none', 'auto', 'required']),
        z.object({ type: z.literal('function'), function: z.object({ name: z.string() }) }),
      ],
      { error: 'expected none, auto, required, or a function of tools' },
    )
    .nullish(),
  continue_final_message: z.boolean().nullish(),
  add_generation_prompt: z.boolean().nullish(),
});
export type ChatRequest = z.infer<typeof chatRequestSchema>;
