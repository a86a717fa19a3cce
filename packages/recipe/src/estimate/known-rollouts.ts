import type { Query, Router, Trajectory } from '@roro/core';
import { runRollouts, type StepStore } from '@roro/engine';
import type { RecipeContext } from '../open-run.js';
import { engineOptions, graderOf, type Setting } from '../settings.js';
import { notStored, storedStepsOnly } from '../stored-steps-only.js';

/** How far rollouts get with what is stored. */
export interface KnownRollouts {
  /** Those that the store holds from end to end. */
  whole: Trajectory[];
  /** Those that ask for something that it does not hold, with the steps up to there. */
  broken: Trajectory[];
}

/** Rolls out from stored steps alone: no model is called. */
export async function knownRollouts(
  { config, signal }: RecipeContext,
  { pool }: Setting,
  stored: StepStore,
  options: {
    queries: readonly Query[];
    router: Router | ((place: { sample: number }) => Router);
    seed: number;
    groupSize?: number;
  },
): Promise<KnownRollouts> {
  const { trajectories } = await runRollouts({
    ...engineOptions(config),
    ...options,
    pool,
    benchmark: graderOf(config),
    store: storedStepsOnly(stored),
    ...(signal === undefined ? {} : { signal }),
  });
  const whole: Trajectory[] = [];
  const broken: Trajectory[] = [];
  for (const trajectory of trajectories) {
    const failures = [trajectory.failure, ...trajectory.decisions.map(({ failure }) => failure)];
    const isWhole = failures.every((failure) => failure?.includes(notStored) !== true);
    (isWhole ? whole : broken).push(trajectory);
  }
  return { whole, broken };
}
