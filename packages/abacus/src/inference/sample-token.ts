import { Random, type TokenAlternative, type TokenUncertainty } from '@roro/core';
import { BEGIN_TOKEN, tokenText } from '../tasks/vocabulary.js';

export interface SamplingSettings {
  /** ≥ 0; 0 takes the likeliest token. */
  temperature: number;
  /** Nucleus sampling (Holtzman et al. 2020): the likeliest tokens up to this probability, range (0, 1]; 1 keeps all. */
  topP: number;
  /** Only this many of the likeliest tokens, ≥ 1; undefined keeps all. */
  topK: number | undefined;
  seed: number;
}

export interface SampledToken {
  token: number;
  /** At temperature 1, before top-k and top-p, over the tokens that can be sampled. */
  uncertainty: TokenUncertainty;
}

/**
 * Samples the token at `position` (tokens before it). The random number depends on seed and position only, so
 * neither the batch nor the cut into requests can change it. The begin token is never sampled.
 *
 * @param logits one number a token id
 * @param alternatives how many of the likeliest tokens to report, ≥ 1; default: none, and not the token's text either
 * @throws RangeError where the logits are not finite
 */
export function sampleToken(
  logits: ArrayLike<number>,
  settings: SamplingSettings,
  position: number,
  alternatives?: number,
): SampledToken {
  const { best, ...spread } = spreadOf(logits);
  const token = settings.temperature === 0 ? best : draw(logits, spread.highest, settings, position);
  return { token, uncertainty: uncertaintyAt(logits, token, spread, alternatives) };
}

/** The uncertainty of a token that was given, as `sampleToken` reports that of one it draws. */
export function readToken(logits: ArrayLike<number>, token: number, alternatives?: number): TokenUncertainty {
  return uncertaintyAt(logits, token, spreadOf(logits), alternatives);
}

interface Spread {
  highest: number;
  logSum: number;
  entropy: number;
  margin: number;
}

function uncertaintyAt(
  logits: ArrayLike<number>,
  token: number,
  { highest, logSum, entropy, margin }: Spread,
  alternatives: number | undefined,
): TokenUncertainty {
  const logProbability = (id: number): number => Math.min(0, (logits[id] as number) - highest - logSum);
  const uncertainty = { logProbability: logProbability(token), entropy, margin };
  if (alternatives === undefined) return uncertainty;
  const top = likeliest(logits, alternatives).map(
    (id): TokenAlternative => ({ token: tokenText(id), logProbability: logProbability(id) }),
  );
  return { token: tokenText(token), ...uncertainty, top };
}

/** Ids of the `count` likeliest tokens that can be sampled, all of them where there are no more; of equals the lower id first. */
function likeliest(logits: ArrayLike<number>, count: number): number[] {
  const ids = Array.from({ length: logits.length - BEGIN_TOKEN - 1 }, (_, index) => BEGIN_TOKEN + 1 + index);
  return ids.sort((a, b) => (logits[b] as number) - (logits[a] as number) || a - b).slice(0, count);
}

function spreadOf(logits: ArrayLike<number>): Spread & { best: number } {
  let best = BEGIN_TOKEN + 1;
  let second = Number.NEGATIVE_INFINITY;
  for (let id = best + 1; id < logits.length; id++) {
    const logit = logits[id] as number;
    if (logit > (logits[best] as number)) {
      second = logits[best] as number;
      best = id;
    } else if (logit > second) second = logit;
  }
  const highest = logits[best] as number;
  let sum = 0;
  let weighted = 0;
  for (let id = BEGIN_TOKEN + 1; id < logits.length; id++) {
    const difference = (logits[id] as number) - highest;
    const weight = Math.exp(difference);
    sum += weight;
    weighted += weight * difference;
  }
  // The likeliest token adds 1 to the sum: anything less means that the logits are no numbers.
  if (!(sum >= 1)) {
    throw new RangeError(
      'Expected finite logits, got NaN or infinity: the weights are not those of a working model.',
    );
  }
  const logSum = Math.log(sum);
  return { best, highest, logSum, entropy: Math.max(0, logSum - weighted / sum), margin: highest - second };
}

function draw(
  logits: ArrayLike<number>,
  highest: number,
  { temperature, topP, topK, seed }: SamplingSettings,
  position: number,
): number {
  const random = new Random('abacus', seed, position);
  const weights = new Float64Array(logits.length);
  for (let id = BEGIN_TOKEN + 1; id < logits.length; id++) {
    weights[id] = Math.exp(((logits[id] as number) - highest) / temperature);
  }
  if (topP < 1 || topK !== undefined) keepLikeliest(weights, topP, topK ?? weights.length);
  return random.categorical(weights);
}

/** Sets every weight to 0 but those of the `topK` likeliest tokens, and of these the fewest that reach `topP` of the rest. */
function keepLikeliest(weights: Float64Array, topP: number, topK: number): void {
  const order = Array.from(weights.keys()).sort(
    (a, b) => (weights[b] as number) - (weights[a] as number) || a - b,
  );
  for (const id of order.slice(topK)) weights[id] = 0;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  for (const id of order) {
    if (sum >= topP * total) weights[id] = 0;
    sum += weights[id] as number;
  }
}
