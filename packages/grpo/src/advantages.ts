export interface AdvantageOptions {
  /**
   * What is subtracted: the mean of the group, or for each rollout the mean of the others (RLOO 2402.14740).
   * Default: `mean`.
   */
  baseline?: 'mean' | 'leave-one-out';
  /** Divide by the group's standard deviation, default true. */
  divideByDeviation?: boolean;
  /** Added to the standard deviation, default 1e-4 (TRL; verl uses 1e-6). */
  epsilon?: number;
}

/**
 * Group-relative advantages of the outcome form (GRPO, DeepSeekMath 2402.03300 § 4.1.2):
 * A_i = (R_i − mean)/(std + ε) over the rollouts of one query, with the unbiased standard deviation
 * (divisor G − 1), as TRL and verl do. Rewards [1, 0, 0, 1] give ±0.8658754 at ε = 1e-4.
 *
 * With `leave-one-out` the baseline is mean_{j≠i} R_j, which makes R_i − mean larger by G/(G − 1).
 *
 * @param rewards finite, at least one; a single rollout or equal rewards give zeros
 */
export function groupAdvantages(
  rewards: readonly number[],
  { baseline = 'mean', divideByDeviation = true, epsilon = 1e-4 }: AdvantageOptions = {},
): number[] {
  const { mean, deviation } = meanAndDeviation(rewards);
  if (deviation === 0) return rewards.map(() => 0);
  const factor = baseline === 'leave-one-out' ? rewards.length / (rewards.length - 1) : 1;
  const divisor = divideByDeviation ? deviation + epsilon : 1;
  return rewards.map((reward) => (factor * (reward - mean)) / divisor);
}

/** Mean and unbiased standard deviation; deviation 0 for fewer than two values. */
export function meanAndDeviation(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  // Rewards that are equal up to rounding carry no signal; dividing by their rounding error would make one.
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1));
  return { mean, deviation: deviation < 1e-9 ? 0 : deviation };
}
