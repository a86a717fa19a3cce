import { logProbabilityFields } from '../log-probability-fields.js';
import type { ServerKind } from '../server-kind.js';

/**
 * SGLang (`python -m sglang.launch_server`), written to 0.5.23. Fields: `ChatCompletionRequest` and `CompletionRequest` in
 * sglang/srt/entrypoints/openai/protocol.py; prefixes: `_append_assistant_prefix_to_prompt_ids` in serving_chat.py.
 *
 * - `continue_final_message` puts the last message behind the generation prompt as it is, so thinking in it stays.
 * - `matched_stop` is the stop string that matched or the number of a stop token (sgl-project/sglang#1684).
 * - `separate_reasoning: false` leaves thinking in the text, whatever `--reasoning-parser` says; `skip_special_tokens: false` keeps
 *   tags that are special tokens, and EOS is cut off all the same (`trim_matched_stop`).
 * - Log-probabilities are taken after the temperature, unless the server runs with SGLANG_RETURN_ORIGINAL_LOGPROB=1.
 * - Completions have no field for BOS; the tokeniser adds it. Prompt log-probabilities are given by `/generate` alone.
 */
export const sglang: ServerKind = {
  id: 'sglang',
  continuations: ['chat', 'completions', 'message'],
  topLogProbabilities: { chat: 20, completions: 20 },
  takesSpecialTokensField: false,
  keepsStopSequence: false,
  takesJsonSchema: true,
  fields: (request) => ({
    ...logProbabilityFields(request),
    skip_special_tokens: false,
    ...(request.endpoint === 'chat' ? { separate_reasoning: false } : {}),
    ...(request.endpoint === 'chat' && request.continues ? { continue_final_message: true } : {}),
  }),
  readStop: ({ matched_stop }) =>
    matched_stop === undefined ? undefined : typeof matched_stop === 'string' ? matched_stop : null,
};
