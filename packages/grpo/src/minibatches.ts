/**
 * Whole rollouts in their order, as many to a minibatch as `size` decisions hold; a longer rollout fills one alone.
 *
 * @param rollouts each of at least one decision
 */
export function minibatches<Decision>(
  rollouts: readonly (readonly Decision[])[],
  size: number,
): (readonly Decision[])[][] {
  const batches: (readonly Decision[])[][] = [];
  let filled = Number.POSITIVE_INFINITY;
  for (const rollout of rollouts) {
    if (filled + rollout.length > size) {
      batches.push([]);
      filled = 0;
    }
    batches.at(-1)?.push(rollout);
    filled += rollout.length;
  }
  return batches;
}
