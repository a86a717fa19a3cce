import type { TokenLogProbabilities } from './token-log-probabilities.js';

/**
 * p(yes) of a yes/no answer: P(yes) / (P(yes) + P(no)) at the first token that is not blank, each summed over its
 * spellings ("Yes", " yes"). Where one of the two is not among the alternatives that the server lists, it is given
 * the most that it can have: the probability of the last alternative listed, or what all of them leave of 1.
 *
 * @returns range [0, 1]; undefined where the answer does not begin with yes or no
 */
export function yesProbability(tokens: readonly TokenLogProbabilities[]): number | undefined {
  const answer = tokens.find(({ token }) => spelling(token) !== '');
  if (answer === undefined || !isYesOrNo(answer.token)) return undefined;
  const alternatives = answer.top_logprobs ?? [];
  const listed = alternatives.some(({ token }) => token === answer.token)
    ? alternatives
    : [...alternatives, answer];
  const masses = listed.map(({ token, logprob }) => ({ word: spelling(token), mass: Math.exp(logprob) }));
  const sum = (word?: string): number =>
    masses.reduce((total, each) => (word === undefined || each.word === word ? total + each.mass : total), 0);
  const missing = Math.min(...masses.map(({ mass }) => mass), Math.max(0, 1 - sum()));
  const has = (word: string): boolean => masses.some((each) => each.word === word);
  const yes = has('yes') ? sum('yes') : missing;
  const no = has('no') ? sum('no') : missing;
  return yes + no === 0 ? undefined : yes / (yes + no);
}

function spelling(token: string): string {
  return token.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

function isYesOrNo(token: string): boolean {
  return spelling(token) === 'yes' || spelling(token) === 'no';
}
