import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  ConfigurationError,
  type Judgement,
  type Rubric,
  RunDirectory,
  routableModels,
  stepScores,
  type Trajectory,
  type TrajectoryView,
  viewQuery,
  viewStep,
} from '@roro/core';
import { z } from 'zod';
import { findTrajectory } from '../find-trajectory.js';
import { namedPool } from '../settings.js';
import { readRewardModel } from './train-reward.js';

export interface JudgeTrajectoryOptions {
  /** Trajectory id or its beginning, or query id. */
  trajectory: string;
  /** Folder of runs. */
  root: string;
  run?: string;
  /** Seed of the reward model. */
  seed: number;
}

export interface JudgedTrajectory {
  trajectory: Trajectory;
  rubric: Rubric;
  judgement: Judgement;
  /** What each step contributes to the score. */
  steps: number[];
}

/**
 * Judges a stored trajectory with the reward model of its run whose pool wrote it.
 *
 * @throws ConfigurationError where there is no such trajectory, or no run has a reward model for it
 */
export function judgeTrajectory({
  trajectory: name,
  root,
  run,
  seed,
}: JudgeTrajectoryOptions): JudgedTrajectory {
  const trajectory = findTrajectory(name, root, run);
  const ids = run === undefined ? readdirSync(root) : [run];
  for (const id of ids) {
    const folder = join(root, id, 'reward');
    if (!existsSync(folder)) continue;
    const suffix = `-roro-seed${seed}`;
    for (const entry of readdirSync(folder)
      .filter((candidate) => candidate.endsWith(suffix))
      .sort()) {
      const setting = entry.slice(0, -suffix.length);
      const directory = RunDirectory.open(id, root);
      const models = modelsOf(directory, setting, trajectory);
      if (models === undefined) continue;
      const { rubricor, judge } = readRewardModel({ run: directory }, setting, seed);
      const rubric = rubricor.write(viewQuery(trajectory.query)).rubric as Rubric;
      const view: TrajectoryView = {
        id: trajectory.id,
        query: viewQuery(trajectory.query),
        models,
        steps: trajectory.steps.map(viewStep),
        finish: trajectory.finish,
      };
      const judgement = judge.judge(view, rubric);
      return { trajectory, rubric, judgement, steps: stepScores(judgement, rubric, trajectory.steps.length) };
    }
  }
  throw new ConfigurationError({
    message: `No run in ${root} has a reward model of seed ${seed} for the models that wrote trajectory "${trajectory.id}".`,
    nextStep: 'Train one with `roro train reward`, or name another --seed or --run.',
  });
}

/** The models of a setting's pool; undefined where some step of the trajectory is by another model. */
function modelsOf(
  run: RunDirectory,
  setting: string,
  { steps }: Trajectory,
): TrajectoryView['models'] | undefined {
  const { settings } = z
    .object({ settings: z.array(z.object({ id: z.string(), pool: z.unknown() })) })
    .parse(run.config());
  const pool = settings.find(({ id }) => id === setting)?.pool;
  if (typeof pool !== 'string') return undefined;
  const models = routableModels(namedPool(pool));
  return steps.every((step) => models.some(({ id }) => id === step.model)) ? models : undefined;
}
