import type { Trajectory, TrajectoryFinish } from '@roro/core';
import type { StepCounts } from './step-store.js';

/** How different the rollouts of a set are, and what they cost: the report of a collection. */
export interface DiversityReport {
  queries: number;
  trajectories: number;
  /** Share of trajectories answered correctly, range [0, 1]; undefined where no gold answer is known. */
  accuracy?: number;
  /** Routing patterns (who wrote which step) that differ within one query. */
  patternsPerQuery: { mean: number; least: number; most: number };
  /** Trajectories by how they ended. */
  finishes: Partial<Record<TrajectoryFinish, number>>;
  /** Share of queries with both a right and a wrong trajectory: the ones that outcome rewards learn from. */
  mixedShare: number;
  /**
   * Queries by which model alone answers them, judged by the trajectories that one model wrote from end to end
   * (more than half of them right). `unknown` where either model has no such trajectory.
   */
  outcomes: {
    bothRight: number;
    onlyCheapestRight: number;
    onlyDearestRight: number;
    neitherRight: number;
    unknown: number;
  };
  calls?: StepCounts;
}

/** @param models ids from the cheapest to the dearest */
export function diversity(
  trajectories: readonly Trajectory[],
  models: readonly string[],
  calls?: StepCounts,
): DiversityReport {
  const groups = new Map<string, Trajectory[]>();
  for (const trajectory of trajectories) {
    const key = `${trajectory.query.benchmark}\u0000${trajectory.query.id}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [trajectory]);
    else group.push(trajectory);
  }
  const patterns = [...groups.values()].map((group) => new Set(group.map(routingPattern)).size);
  const graded = trajectories.filter((trajectory) => trajectory.correct !== undefined);
  const finishes: DiversityReport['finishes'] = {};
  for (const { finish } of trajectories) finishes[finish] = (finishes[finish] ?? 0) + 1;
  const outcomes = {
    bothRight: 0,
    onlyCheapestRight: 0,
    onlyDearestRight: 0,
    neitherRight: 0,
    unknown: 0,
  };
  let mixed = 0;
  for (const group of groups.values()) {
    const verdicts = new Set(group.map((trajectory) => trajectory.correct));
    if (verdicts.has(true) && verdicts.has(false)) mixed += 1;
    outcomes[outcomeOf(group, models)] += 1;
  }
  return {
    queries: groups.size,
    trajectories: trajectories.length,
    ...(graded.length === 0
      ? {}
      : { accuracy: graded.filter((trajectory) => trajectory.correct).length / graded.length }),
    patternsPerQuery: {
      mean: patterns.length === 0 ? 0 : patterns.reduce((sum, count) => sum + count, 0) / patterns.length,
      least: patterns.reduce((least, count) => Math.min(least, count), patterns[0] ?? 0),
      most: patterns.reduce((most, count) => Math.max(most, count), 0),
    },
    finishes,
    mixedShare: groups.size === 0 ? 0 : mixed / groups.size,
    outcomes,
    ...(calls === undefined ? {} : { calls }),
  };
}

function routingPattern(trajectory: Trajectory): string {
  return trajectory.steps.map((step) => step.model).join('\u0000');
}

function outcomeOf(
  group: readonly Trajectory[],
  models: readonly string[],
): keyof DiversityReport['outcomes'] {
  const cheapest = aloneRight(group, models[0]);
  const dearest = aloneRight(group, models.at(-1));
  if (cheapest === undefined || dearest === undefined) return 'unknown';
  if (cheapest) return dearest ? 'bothRight' : 'onlyCheapestRight';
  return dearest ? 'onlyDearestRight' : 'neitherRight';
}

/** Is the model alone right on this query? Undefined where no graded trajectory is its own throughout. */
function aloneRight(group: readonly Trajectory[], model: string | undefined): boolean | undefined {
  const own = group.filter(
    ({ steps, correct }) =>
      correct !== undefined && steps.length > 0 && steps.every((step) => step.model === model),
  );
  if (own.length === 0) return undefined;
  return own.filter((trajectory) => trajectory.correct).length * 2 > own.length;
}
