import {
  ConfigurationError,
  canonicalJson,
  type Judgement,
  type ModelPool,
  type Rubric,
  type RubricRecord,
  RunDirectory,
  routableModels,
  stepScores,
  type Trajectory,
  ValidationError,
  viewQuery,
  viewTrajectory,
} from '@roro/core';
import { z } from 'zod';
import { readStudiedQuery } from '../attempts.js';
import { type Config, parseConfig } from '../config.js';
import { locateTrajectory } from '../find-trajectory.js';
import { namedPool, resolveSettings, type Setting } from '../settings.js';
import { describeReward } from './describe-reward.js';
import type { LearnedReward } from './learned-reward.js';
import { hasRewardModel, readRewardReport, rewardFolder, rolesOf } from './train-reward.js';

export interface JudgeTrajectoryOptions {
  /** Trajectory id or its beginning, or query id. */
  trajectory: string;
  /** Folder of runs. */
  root: string;
  run?: string;
  /** Seed of the reward model. */
  seed: number;
  /** Gives the configuration of the run, of which a run itself keeps no models and criteria that are made in code. */
  configuration?: () => Promise<Config>;
  signal?: AbortSignal;
}

export interface JudgedTrajectory {
  trajectory: Trajectory;
  rubric: Rubric;
  judgement: Judgement;
  /** What each step contributes to the score; zeros where there is none. */
  steps: number[];
}

const storedConfigSchema = z.object({
  settings: z.array(z.object({ id: z.string(), pool: z.unknown() })),
  reward: z.object({ criteria: z.unknown(), languageModels: z.unknown() }).partial().default({}),
});
type StoredConfig = z.infer<typeof storedConfigSchema>;

/**
 * Judges a stored trajectory with the reward model of its run whose pool wrote it. A Judge that a language model plays is asked
 * where it has not judged the trajectory before.
 *
 * @throws ConfigurationError where there is no such trajectory, its run has no reward model for its pool, or the
 *   configuration of the run is needed and is not at hand
 */
export async function judgeTrajectory({
  trajectory: name,
  root,
  run: runName,
  seed,
  configuration,
  signal,
}: JudgeTrajectoryOptions): Promise<JudgedTrajectory> {
  const { trajectory, run: runId } = locateTrajectory(name, root, runName);
  const run = RunDirectory.open(runId, root);
  const stored = storedConfigSchema.parse(run.config());
  const isMadeInCode =
    stored.settings.some(({ pool }) => typeof pool !== 'string') || hasDescribed(stored.reward);
  const config = isMadeInCode ? await configuration?.() : undefined;
  for (const setting of settingsOf(stored, config)) {
    const wrote = trajectory.steps.every((step) => setting.pool.models.some(({ id }) => id === step.model));
    if (!wrote || !hasRewardModel({ run }, setting.id, seed)) continue;
    const { rubricor, judge } = await rolesOf(
      rewardConfig(run, stored, config),
      run.file(rewardFolder(setting.id, seed, 'roro')),
      readRewardReport({ run }, setting.id, seed),
    );
    const options = signal === undefined ? {} : { signal };
    const record = await rubricor.write(readStudiedQuery(run, setting, trajectory.query), options);
    const rubric = requireRubric(record);
    const view = viewTrajectory(trajectory, routableModels(setting.pool));
    return judged(trajectory, rubric, await judge.judge(view, rubric, options));
  }
  throw new ConfigurationError({
    message: `Run "${runId}" has no reward model of seed ${seed} for the models that wrote trajectory "${trajectory.id}".`,
    nextStep:
      'Train one with `roro train reward`, or name another --seed or --run, or the --config that makes its pool.',
  });
}

/** Rubric, verdicts and contributions of the steps, by a reward model that answers at once. */
export function judgeWith(
  { rubricor, judge }: LearnedReward,
  trajectory: Trajectory,
  pool: ModelPool,
): JudgedTrajectory {
  const rubric = requireRubric(rubricor.write(viewQuery(trajectory.query)));
  return judged(trajectory, rubric, judge.judge(viewTrajectory(trajectory, routableModels(pool)), rubric));
}

function judged(trajectory: Trajectory, rubric: Rubric, judgement: Judgement): JudgedTrajectory {
  return { trajectory, rubric, judgement, steps: stepScores(judgement, rubric, trajectory.steps.length) };
}

function requireRubric({ queryId, rubric, failure }: RubricRecord): Rubric {
  if (rubric !== undefined) return rubric;
  throw new ValidationError({
    message: `There is no rubric for query "${queryId}": ${failure}`,
    nextStep: 'Train the reward model again.',
  });
}

function hasDescribed({ criteria, languageModels }: StoredConfig['reward']): boolean {
  return criteria !== undefined || languageModels !== undefined;
}

/** Settings of the run whose pools are known by name, or made by the configuration that is at hand. */
function settingsOf({ settings }: StoredConfig, config: Config | undefined): Setting[] {
  const made = config === undefined ? [] : resolveSettings(config);
  return settings.flatMap(({ id, pool }) => {
    if (typeof pool === 'string') return [{ id, pool: namedPool(pool) }];
    return made.find((setting) => setting.id === id) ?? [];
  });
}

/** The configuration that the run was made with, as far as its reward model needs it. */
function rewardConfig(run: RunDirectory, { reward }: StoredConfig, config: Config | undefined): Config {
  if (!hasDescribed(reward)) return parseConfig({});
  if (config !== undefined && isMadeBy(reward, config)) return config;
  throw new ConfigurationError({
    message: `Run "${run.id}" was made with criteria or language models of a configuration that is not at hand.`,
    nextStep: 'Name the configuration that made the run with --config.',
  });
}

/** Does the configuration make what the run describes? */
function isMadeBy({ criteria, languageModels }: StoredConfig['reward'], config: Config): boolean {
  const own = describeReward(config.reward);
  const made = { criteria: own['criteria'], languageModels: own['languageModels'] };
  return canonicalJson(made) === canonicalJson({ criteria, languageModels });
}
