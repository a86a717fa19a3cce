import type { TokenUncertainty } from '@roro/core';

/**
 * `logprobs` of a completion's choice; null as `chatLogprobs`. Offsets count code points. Among the alternatives of a
 * place is always the token that was chosen, so there may be one more than asked for.
 *
 * @param top alternatives to tell for each token, as many as the model gives; undefined: not asked for
 */
export function completionLogprobs(
  tokens: readonly TokenUncertainty[] | undefined,
  top: number | undefined,
): object | null {
  if (top === undefined || tokens === undefined) return null;
  const texts = tokens.flatMap(({ token }) => (token === undefined ? [] : [token]));
  if (texts.length < tokens.length) return null;
  let offset = 0;
  const offsets = texts.map((text) => {
    const start = offset;
    offset += [...text].length;
    return start;
  });
  return {
    tokens: texts,
    token_logprobs: tokens.map((token) => token.logProbability),
    ...(top === 0
      ? {}
      : { top_logprobs: tokens.map((token, i) => alternatives(token, texts[i] as string, top)) }),
    text_offset: offsets,
  };
}

function alternatives(
  { logProbability, top: given = [] }: TokenUncertainty,
  chosen: string,
  top: number,
): Record<string, number> {
  const likeliest = given.slice(0, top).map((other) => [other.token, other.logProbability] as const);
  return { ...Object.fromEntries(likeliest), [chosen]: logProbability };
}
