import { existsSync } from 'node:fs';
import { rubricLength } from '@roro/rubricor';
import type { Config } from '../config.js';
import { findMethod } from '../methods.js';
import type { RecipeContext } from '../open-run.js';
import type { RewardConfig } from '../reward/reward-config.js';
import { rewardFolder } from '../reward/train-reward.js';
import { trainingBenchmarks } from '../settings.js';

export interface RoleCalls {
  role: 'rubricor' | 'judge' | 'proposer';
  model: string;
  /** At most, answers that cannot be read and are asked for again not counted. */
  calls: number;
}

/**
 * What the language models of `reward.languageModels` would still be asked in a setting, at most: by alternations whose report
 * is not there, and by trainings that judge every rollout.
 *
 * @param unready routers that are to be trained
 * @returns empty where networks learn the roles, or nothing that is to be trained needs them
 */
export function roleCalls(
  { config, run }: Pick<RecipeContext, 'config' | 'run'>,
  setting: string,
  unready: readonly string[],
): RoleCalls[] {
  const { languageModels: settings, rounds } = config.reward;
  const trained = unready.filter((name) => findMethod(name)?.reward === 'roro').length;
  if (settings === undefined || trained === 0) return [];
  const asked = { rubricor: 0, judge: 0, proposer: 0 };
  const add = (own: typeof asked): void => {
    for (const role of ['rubricor', 'judge', 'proposer'] as const) asked[role] += own[role];
  };
  for (const seed of config.train.seeds) {
    if (!existsSync(run.file(rewardFolder(setting, seed, 'roro'), 'report.json'))) {
      add(callsOfAlternation(settings, rounds));
    }
    for (let method = 0; method < trained; method++) add(callsOfTraining(config, settings));
  }
  const models = { ...settings, proposer: settings.proposer ?? settings.rubricor };
  return (['rubricor', 'judge', 'proposer'] as const).map((role) => ({
    role,
    model: models[role].model.modelId,
    calls: asked[role],
  }));
}

type LanguageModels = NonNullable<RewardConfig['languageModels']>;

/** Nothing that was said is asked for again, so a phase judges what its candidates change, and their reports. */
function callsOfAlternation(settings: LanguageModels, rounds: number): Record<RoleCalls['role'], number> {
  const { candidates, pairs } = settings;
  const { train, validation, test } = pairs;
  const phase = 2 * train + candidates * 2 * (validation + train) + 2 * test;
  // The shipped prompts first, all phases, and what is left where validation drops criteria.
  const judgements = 2 * (validation + test) * 2 + 2 * rounds * phase;
  return {
    rubricor: train + validation + test + rounds * (candidates * (validation + train) + test),
    judge: judgements * callsOfJudgement(settings),
    proposer: 2 * rounds * candidates,
  };
}

function callsOfTraining(config: Config, settings: LanguageModels): Record<RoleCalls['role'], number> {
  const { updates, groupsPerUpdate, groupSize } = config.train;
  const queries = config.collect.queriesPerBenchmark * trainingBenchmarks(config).length;
  return {
    rubricor: Math.min(queries, updates * groupsPerUpdate),
    judge: updates * groupsPerUpdate * groupSize * callsOfJudgement(settings),
    proposer: 0,
  };
}

function callsOfJudgement({ probabilities, samples }: LanguageModels): number {
  if (probabilities === 'sampling') return samples;
  // One call a criterion.
  if (probabilities === 'log-probabilities') return rubricLength.most;
  // One call finds out that there are no log-probabilities.
  return Math.max(rubricLength.most, samples + 1);
}
