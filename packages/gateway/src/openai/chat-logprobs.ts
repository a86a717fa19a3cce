import type { TokenUncertainty } from '@roro/core';
import { tokenBytes } from './token-bytes.js';

/**
 * `logprobs` of a chat's choice. Null where they were not asked for, and where the model does not give the
 * log-probability and text of every token. All generated tokens are there, so those of a stop sequence are too.
 *
 * @param top alternatives to tell for each token, as many as the model gives; undefined: not asked for
 */
export function chatLogprobs(
  tokens: readonly TokenUncertainty[] | undefined,
  top: number | undefined,
): object | null {
  if (top === undefined || tokens === undefined) return null;
  const content = tokens.flatMap(({ token, logProbability, top: alternatives = [] }) =>
    token === undefined
      ? []
      : [
          {
            ...tokenEntry(token, logProbability),
            top_logprobs: alternatives
              .slice(0, top)
              .map((other) => tokenEntry(other.token, other.logProbability)),
          },
        ],
  );
  return content.length === tokens.length ? { content, refusal: null } : null;
}

function tokenEntry(token: string, logprob: number) {
  return { token, logprob, bytes: tokenBytes(token) };
}
