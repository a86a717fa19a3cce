/** What a RouterArena score is relative to. */
export interface RouterArenaBounds {
  /** Cost at and below which nothing better can be had; the leaderboard's is $0.0044 per 1000 queries. */
  low: number;
  /** Cost at and above which the score is 0; the leaderboard's is $200 per 1000 queries. */
  high: number;
}

/**
 * RouterArena score (2510.00202): the weighted harmonic mean of accuracy A and cheapness C,
 * S = (1 + β)·A·C / (β·A + C), with C = (log₂ c_max − log₂ c) / (log₂ c_max − log₂ c_min), held in [0, 1] here, and
 * β = 0.1, which weighs accuracy ten times as much. Range [0, 1]; 0 where either is 0.
 *
 * Undefined where a cost is not positive or the bounds are no range.
 */
export function routerArenaScore(
  accuracy: number,
  cost: number,
  { low, high }: RouterArenaBounds,
  beta = 0.1,
): number | undefined {
  if (!(cost > 0 && low > 0 && high > low)) return undefined;
  const cheapness = Math.min(1, Math.max(0, Math.log(high / cost) / Math.log(high / low)));
  const weight = beta * accuracy + cheapness;
  return weight > 0 ? ((1 + beta) * accuracy * cheapness) / weight : 0;
}
