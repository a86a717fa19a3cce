import {
  ConfigurationError,
  type Judgement,
  type ModelPool,
  type Rubric,
  RunDirectory,
  routableModels,
  stepScores,
  type Trajectory,
  ValidationError,
  viewQuery,
  viewTrajectory,
} from '@roro/core';
import { z } from 'zod';
import { locateTrajectory } from '../find-trajectory.js';
import { namedPool } from '../settings.js';
import { hasRewardModel, readRewardModel } from './train-reward.js';

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
 * @throws ConfigurationError where there is no such trajectory, or its run has no reward model for its pool
 */
export function judgeTrajectory({
  trajectory: name,
  root,
  run,
  seed,
}: JudgeTrajectoryOptions): JudgedTrajectory {
  const { trajectory, run: runId } = locateTrajectory(name, root, run);
  const directory = RunDirectory.open(runId, root);
  const { settings } = z
    .object({ settings: z.array(z.object({ id: z.string(), pool: z.unknown() })) })
    .parse(directory.config());
  for (const setting of settings) {
    if (typeof setting.pool !== 'string') continue;
    const pool = namedPool(setting.pool);
    const wrote = trajectory.steps.every((step) => pool.models.some(({ id }) => id === step.model));
    if (!wrote || !hasRewardModel({ run: directory }, setting.id, seed)) continue;
    return judgeWith(readRewardModel({ run: directory }, setting.id, seed), trajectory, pool);
  }
  throw new ConfigurationError({
    message: `Run "${runId}" has no reward model of seed ${seed} for the models that wrote trajectory "${trajectory.id}".`,
    nextStep: 'Train one with `roro train reward`, or name another --seed or --run.',
  });
}

/** Rubric, verdicts and contributions of the steps. */
export function judgeWith(
  { rubricor, judge }: ReturnType<typeof readRewardModel>,
  trajectory: Trajectory,
  pool: ModelPool,
): JudgedTrajectory {
  const record = rubricor.write(viewQuery(trajectory.query));
  if (record.rubric === undefined) {
    throw new ValidationError({
      message: `There is no rubric for query "${trajectory.query.id}": ${record.failure}`,
      nextStep: 'Train the reward model again.',
    });
  }
  const judgement = judge.judge(viewTrajectory(trajectory, routableModels(pool)), record.rubric);
  const steps = stepScores(judgement, record.rubric, trajectory.steps.length);
  return { trajectory, rubric: record.rubric, judgement, steps };
}
