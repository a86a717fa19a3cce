import { Random, type Trajectory } from '@roro/core';

export interface ObservedSharing {
  /** Rollouts of each query that were looked at. */
  rollouts: number;
  queries: number;
  /** Steps of an answer, mean. */
  steps: number;
  /** Distinct texts that an answer had come to after a step, mean a query. */
  prefixes: number;
}

/**
 * What so many rollouts of a query had in common, mean over the queries that have as many.
 *
 * @returns undefined where no query has so many rollouts
 */
export function observedSharing(
  trajectories: readonly Trajectory[],
  rollouts: number,
  seed: number,
): ObservedSharing | undefined {
  const groups = [...Map.groupBy(trajectories, ({ query }) => query.id)].filter(
    ([, own]) => own.length >= rollouts,
  );
  let written = 0;
  let distinct = 0;
  for (const [id, own] of groups) {
    const seen = new Set<string>();
    for (const { steps } of new Random('observed-sharing', id, seed).shuffle(own).slice(0, rollouts)) {
      let prefix = '';
      for (const { text } of steps) {
        written += 1;
        prefix += text;
        seen.add(prefix);
      }
    }
    distinct += seen.size;
  }
  if (written === 0) return undefined;
  return {
    rollouts,
    queries: groups.length,
    steps: written / (rollouts * groups.length),
    prefixes: distinct / groups.length,
  };
}
