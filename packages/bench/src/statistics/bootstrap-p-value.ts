/**
 * Two-sided bootstrap p-value of a paired difference: the smallest level at which its percentile interval excludes 0,
 * p = 2·min(#{d* ≤ 0} + 1, #{d* ≥ 0} + 1) / (R + 1), at most 1. The +1 counts the measured difference as one of the
 * replicates, so that p is never 0 (Davison & Hinkley 1997 § 4.2; Phipson & Smyth 2010). With R replicates the smallest p is
 * 2 / (R + 1).
 *
 * @param replicates of the difference, one per replicate; at least one
 */
export function bootstrapPValue(replicates: ArrayLike<number>): number {
  let below = 1;
  let above = 1;
  for (let i = 0; i < replicates.length; i++) {
    const difference = replicates[i] as number;
    if (difference <= 0) below++;
    if (difference >= 0) above++;
  }
  return Math.min(1, (2 * Math.min(below, above)) / (replicates.length + 1));
}
