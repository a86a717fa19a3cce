import type { TokenAlternative, TokenUncertainty } from '@roro/core';

/** A token and the likeliest ones at its place, as a server lists them. */
export interface ListedToken {
  /** Text of the token; undefined where the server gave its number only. */
  token?: string;
  /** At temperature 1, nats, ≤ 0. */
  logProbability: number;
  /** Different tokens, in any order; empty where the server lists none. */
  listed: readonly TokenAlternative[];
}

/** Listed probabilities that sum to 1 within this are the whole distribution. */
const wholeWithin = 1e-6;

/** A list of two need not hold the second likeliest token: vLLM puts the sampled one first, whatever its rank. */
const leastForMargin = 3;

/**
 * What a listing says of a token.
 *
 * @param top how many of the likeliest tokens to keep beside it, with texts; 0: none
 */
export function tokenUncertainty(
  { token, logProbability, listed }: ListedToken,
  top: number,
): TokenUncertainty {
  const possible = listed.filter((entry) => Math.exp(entry.logProbability) > 0);
  possible.sort((a, b) => b.logProbability - a.logProbability);
  const [first, second] = possible;
  return {
    ...(top === 0 || token === undefined ? {} : { token }),
    logProbability,
    ...(first === undefined ? {} : { entropy: listedEntropy(possible.map((entry) => entry.logProbability)) }),
    ...(first === undefined || second === undefined || possible.length < leastForMargin
      ? {}
      : { margin: first.logProbability - second.logProbability }),
    ...(top === 0 || first === undefined ? {} : { top: possible.slice(0, top) }),
  };
}

/**
 * Entropy in nats of a distribution of which these outcomes are known. Exact where their probabilities sum to 1 within
 * 1e-6. Otherwise what is missing counts as one outcome, which gives a lower bound: to merge outcomes never raises the
 * entropy (the grouping property, Cover & Thomas, Elements of Information Theory, problem 2.4).
 */
export function listedEntropy(logProbabilities: readonly number[]): number {
  let entropy = 0;
  let missing = 1;
  for (const logProbability of logProbabilities) {
    const probability = Math.exp(logProbability);
    if (probability > 0) entropy -= probability * logProbability;
    missing -= probability;
  }
  if (missing > wholeWithin) entropy -= missing * Math.log(missing);
  // Servers round: a log-probability a little above 0 is one.
  return Math.max(0, entropy);
}
