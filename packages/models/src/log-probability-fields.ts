import type { JsonObject, ServerRequest } from './server-kind.js';

/**
 * OpenAI's fields that ask for the log-probabilities of generated tokens: a flag and a number in chats, a number in
 * completions.
 */
export function logProbabilityFields({
  endpoint,
  logProbabilities,
}: Pick<ServerRequest, 'endpoint' | 'logProbabilities'>): JsonObject {
  if (logProbabilities === undefined) return {};
  return endpoint === 'chat'
    ? { logprobs: true, top_logprobs: logProbabilities }
    : { logprobs: logProbabilities };
}
