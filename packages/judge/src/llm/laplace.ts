/**
 * Laplace's rule of succession: p(true) after `yes` of `count` samples said yes, (yes + 1) / (count + 2). Never 0 or
 * 1, so that few samples don't claim certainty; 0.5 without samples.
 *
 * @param yes 0 ≤ yes ≤ count
 */
export function laplace(yes: number, count: number): number {
  return (yes + 1) / (count + 2);
}
