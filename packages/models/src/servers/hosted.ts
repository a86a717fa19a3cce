import { logProbabilityFields } from '../log-probability-fields.js';
import type { ServerKind } from '../server-kind.js';

/**
 * Any other server with OpenAI's endpoints. They say neither which stop sequence matched nor whether one did.
 *
 * - `chat` marks the last message with `prefix: true`, as DeepSeek (beta) documents it. Mistral takes the mark too but repeats the
 *   prefix, which `@ai-sdk/mistral` cuts off; others refuse the field or ignore it. OpenAI continues no message at all.
 * - `message`, the default, gives the partial answer as a turn of its own and asks for the rest.
 * - OpenAI lists at most 20 tokens in chats and 5 in completions.
 */
export const hosted: ServerKind = {
  id: 'hosted',
  continuations: ['message', 'chat', 'completions'],
  topLogProbabilities: { chat: 20, completions: 5 },
  takesSpecialTokensField: false,
  keepsStopSequence: false,
  takesJsonSchema: false,
  fields: logProbabilityFields,
  markPrefix: (message) => ({ ...message, prefix: true }),
  readStop: () => undefined,
};
