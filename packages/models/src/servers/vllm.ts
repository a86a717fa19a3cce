import { z } from 'zod';
import { logProbabilityFields } from '../log-probability-fields.js';
import type { JsonObject, PromptToken, ServerKind, ServerRequest } from '../server-kind.js';

const promptEntrySchema = z.record(
  z.string(),
  z.object({ logprob: z.number(), decoded_token: z.string().nullable() }),
);
const promptSchema = z.object({
  prompt_logprobs: z.array(promptEntrySchema.nullable()),
  prompt_token_ids: z.array(z.int()).nullish(),
});

/**
 * vLLM (`vllm serve`), written to 0.32 and tried on it. Fields: `ChatCompletionRequest` and `CompletionRequest` in
 * vllm/entrypoints/openai/{chat_completion,completion}/protocol.py.
 *
 * - `continue_final_message` leaves the last message open, and `add_generation_prompt` must then be false.
 * - `stop_reason` is the stop string that matched, the number of a stop token, or null for EOS (vllm-project/vllm#2976).
 * - `skip_special_tokens: false` keeps thinking tags that are special tokens in the text; EOS is left out all the same.
 * - Log-probabilities are those of the raw logits, at temperature 1 (`--logprobs-mode raw_logprobs`, the default); at most 20
 *   tokens are listed (`--max-logprobs`).
 * - Completions list tokens by text, so that two tokens of the same text are one; `return_tokens_as_token_ids` keeps them apart.
 * - `prompt_logprobs` holds an object for each token, keyed by token number. JSON.parse sorts such keys, which loses that the
 *   prompt's own token comes first, so `return_token_ids` is asked for (vLLM ≥ 0.10.2).
 */
export const vllm: ServerKind = {
  id: 'vllm',
  continuations: ['chat', 'completions', 'message'],
  topLogProbabilities: { chat: 20, completions: 20 },
  takesSpecialTokensField: true,
  keepsStopSequence: false,
  takesJsonSchema: true,
  fields,
  readStop: ({ stop_reason }) =>
    stop_reason === undefined ? undefined : typeof stop_reason === 'string' ? stop_reason : null,
  readPrompt: (choice, body) => readPrompt('prompt_logprobs' in choice ? choice : body),
};

function fields(request: ServerRequest): JsonObject {
  const { endpoint, continues, logProbabilities, tokenTexts, promptLogProbabilities } = request;
  const byNumber = logProbabilities !== undefined && !tokenTexts;
  return {
    ...logProbabilityFields(request),
    skip_special_tokens: false,
    ...(promptLogProbabilities === undefined
      ? {}
      : { prompt_logprobs: promptLogProbabilities, return_token_ids: true }),
    ...(endpoint === 'chat'
      ? continues && { continue_final_message: true, add_generation_prompt: false }
      : {
          add_special_tokens: request.addSpecialTokens,
          ...(byNumber && { return_tokens_as_token_ids: true }),
        }),
  };
}

function readPrompt(holder: JsonObject): (PromptToken | undefined)[] | undefined {
  const parsed = promptSchema.safeParse(holder);
  if (!parsed.success) return undefined;
  const { prompt_logprobs, prompt_token_ids } = parsed.data;
  return prompt_logprobs.map((entry, i) => {
    const entries = Object.entries(entry ?? {});
    // With one entry it is the prompt's own.
    const id = prompt_token_ids?.[i] ?? (entries.length === 1 ? entries[0]?.[0] : undefined);
    const own = id === undefined ? undefined : entry?.[String(id)];
    if (own === undefined) return undefined;
    return {
      token: own.decoded_token ?? '',
      logProbability: own.logprob,
      listed: entries.map(([, { logprob, decoded_token }]) => ({
        token: decoded_token ?? '',
        logProbability: logprob,
      })),
    };
  });
}
