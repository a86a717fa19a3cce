import { logProbabilityFields } from '../log-probability-fields.js';
import type { ServerKind } from '../server-kind.js';

/**
 * Hugging Face Text Generation Inference, written to its sources (router/src/lib.rs, chat.rs); not tried on a server.
 *
 * - `continue_final_message` in chats came with huggingface/text-generation-inference#2733.
 * - `finish_reason` tells a stop sequence (`stop_sequence`) from the end of the text (`stop`, before 2.3 `eos_token`; #2344),
 *   but not which one. It stays in the text (#1724) and must end where a token ends (#1039).
 * - Chats list at most 5 tokens, completions give no log-probabilities. They are taken after temperature and top-p.
 */
export const tgi: ServerKind = {
  id: 'tgi',
  continuations: ['chat', 'completions', 'message'],
  topLogProbabilities: { chat: 5, completions: 0 },
  takesSpecialTokensField: false,
  keepsStopSequence: true,
  takesJsonSchema: true,
  fields: (request) => ({
    ...logProbabilityFields(request),
    ...(request.endpoint === 'chat' && request.continues ? { continue_final_message: true } : {}),
  }),
  readStop: ({ finish_reason }) => (finish_reason === 'stop_sequence' ? true : null),
};
