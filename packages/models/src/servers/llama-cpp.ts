import { GenerationError } from '@roro/core';
import { z } from 'zod';
import { logProbabilityFields } from '../log-probability-fields.js';
import type { ServerKind } from '../server-kind.js';

const verboseSchema = z.object({ stop_type: z.string(), stopping_word: z.string() });
const renderedSchema = z.object({ prompt: z.string() });

/**
 * llama.cpp's llama-server, written to its README and sources of autumn 2026 (tools/server/README.md, server-task.cpp) and
 * tried on a build of that time.
 *
 * - A chat that ends with an assistant message is continued, but templates with thinking get an empty thinking block before the
 *   prefix, and the answer repeats the prefix. `/apply-template` gives the prompt as text instead, to which the prefix is put
 *   and which `/v1/completions` goes on with: no template file is needed here.
 * - The OpenAI forms do not say which stop string matched; with `verbose` the native answer comes along in `__verbose`, of
 *   which `response_fields` keeps what is read.
 * - Log-probabilities are those before sampling, at temperature 1 (`post_sampling_probs` is off), in chat form for completions
 *   too. Non-streamed answers leave out those of the stop string.
 * - `preserved_tokens` keeps thinking tags that are special tokens in the text.
 * - BOS is put before the prompt by the tokeniser, and `/apply-template` leaves it out.
 */
export const llamaCpp: ServerKind = {
  id: 'llama.cpp',
  continuations: ['completions', 'message'],
  topLogProbabilities: { chat: 20, completions: 20 },
  takesSpecialTokensField: false,
  keepsStopSequence: false,
  takesJsonSchema: true,
  fields: (request) => ({
    ...logProbabilityFields(request),
    verbose: true,
    response_fields: ['stop_type', 'stopping_word'],
    preserved_tokens: request.thinkingTags,
    ...(request.endpoint === 'chat' ? { reasoning_format: 'none' } : {}),
  }),
  readStop(_choice, body) {
    const verbose = verboseSchema.safeParse(body['__verbose']);
    if (!verbose.success) return undefined;
    return verbose.data.stop_type === 'word' ? verbose.data.stopping_word : null;
  },
  async renderPrompt(connection, messages, variables, signal) {
    const answer = await connection.request('root', '/apply-template', {
      body: { messages, add_generation_prompt: true, chat_template_kwargs: variables },
      prompt: messages.map((message) => message.content),
      signal,
    });
    const parsed = renderedSchema.safeParse(answer);
    if (parsed.success) return parsed.data.prompt;
    throw new GenerationError({
      model: connection.modelId,
      message: `Model "${connection.modelId}": /apply-template of the server answered without a \`prompt\`.`,
      nextStep: 'Check that llama-server answers at this URL, or give `chatTemplate`.',
    });
  },
};
