import { z } from 'zod';
import type { ListedToken } from './token-uncertainty.js';

const logProbabilitySchema = z.object({ token: z.string(), logprob: z.number() });

/** `choices[].logprobs` of chat completions, and of llama.cpp's completions too. */
const contentSchema = z.object({
  content: z.array(logProbabilitySchema.extend({ top_logprobs: z.array(logProbabilitySchema).nullish() })),
});

/** `choices[].logprobs` of completions. */
const columnsSchema = z.object({
  tokens: z.array(z.string()),
  token_logprobs: z.array(z.number()),
  top_logprobs: z.array(z.record(z.string(), z.number()).nullable()).nullish(),
});

/**
 * The tokens of a choice, or of a chunk of it, as numbers come: nothing is rounded. Undefined where the server gives none, or
 * gives them in a form that is none of OpenAI's two.
 *
 * @param logprobs `choices[].logprobs` of an answer or a chunk
 */
export function readLogProbabilities(logprobs: unknown): ListedToken[] | undefined {
  const content = contentSchema.safeParse(logprobs);
  if (content.success) {
    return content.data.content.map(({ token, logprob, top_logprobs }) => ({
      token,
      logProbability: logprob,
      listed: (top_logprobs ?? []).map((entry) => ({ token: entry.token, logProbability: entry.logprob })),
    }));
  }
  const columns = columnsSchema.safeParse(logprobs);
  if (!columns.success) return undefined;
  const { tokens, token_logprobs, top_logprobs } = columns.data;
  return token_logprobs.map((logProbability, i) => {
    const token = tokens[i];
    return {
      ...(token === undefined ? {} : { token }),
      logProbability,
      listed: Object.entries(top_logprobs?.[i] ?? {}).map(([text, value]) => ({
        token: text,
        logProbability: value,
      })),
    };
  });
}
