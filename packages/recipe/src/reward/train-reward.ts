import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ConfigurationError,
  type CriterionDefinition,
  decodeSafetensors,
  encodeSafetensors,
  type Judge,
  type Rubric,
  type Rubricor,
  type RubricQuery,
  readJsonFile,
  writeFileAtomic,
  writeJsonFile,
} from '@roro/core';
import type { StepStore } from '@roro/engine';
import { LearnedRubricor } from '@roro/rubricor';
import type { Config } from '../config.js';
import { findMethod, type RewardModelId } from '../methods.js';
import type { RecipeContext } from '../open-run.js';
import { openStore, resolveSettings, type Setting } from '../settings.js';
import { type AlternateOptions, type Alternation, alternate } from './alternate.js';
import { configuredBank } from './configured-bank.js';
import { FixedRubricor, type LearnedReward, readLearnedReward } from './learned-reward.js';
import { type ProcessReward, rubricReward } from './process-reward.js';
import { type RewardData, settingRewardData } from './reward-data.js';
import { type RewardReport, rewardReportSchema } from './reward-report.js';
import { rubricFigures } from './rubric-figures.js';
import { scalarReward, scalarScore, trainScalarReward } from './scalar-reward.js';

/** Trains the reward model of the whole method for every setting and seed; what is there is kept. */
export async function trainRewards(context: RecipeContext): Promise<RewardReport[]> {
  const store = openStore(context);
  try {
    const reports: RewardReport[] = [];
    for (const setting of resolveSettings(context.config)) {
      for (const seed of context.config.train.seeds) {
        await trainedReward(context, setting, store, seed, 'roro');
        reports.push(readRewardReport(context, setting.id, seed));
      }
    }
    return reports;
  } finally {
    store.close();
  }
}

/** Does a configuration measure a router that the whole method trains? */
export function usesReward({ routers }: Pick<Config, 'routers'>): boolean {
  return routers.some((id) => findMethod(id)?.reward === 'roro');
}

/** Reports of the reward models that a run has, by setting and seed. */
export function readRewardReports(context: RecipeContext): RewardReport[] {
  if (!usesReward(context.config)) return [];
  return context.config.settings.flatMap(({ id }) =>
    context.config.train.seeds.map((seed) => readRewardReport(context, id, seed)),
  );
}

export function readRewardReport(
  { run }: Pick<RecipeContext, 'run'>,
  setting: string,
  seed: number,
  reward: RewardModelId = 'roro',
): RewardReport {
  return rewardReportSchema.parse(readJsonFile(run.file(rewardFolder(setting, seed, reward), 'report.json')));
}

/** Folder of a reward model within its run. */
export function rewardFolder(setting: string, seed: number, reward: RewardModelId): string {
  return `reward/${setting}-${reward}-seed${seed}`;
}

/** A trained reward model as the training of a router uses it; trains it where it is missing. */
export async function trainedReward(
  context: RecipeContext,
  setting: Setting,
  store: StepStore,
  seed: number,
  reward: RewardModelId,
): Promise<ProcessReward> {
  const { config, run, signal } = context;
  const folder = run.file(rewardFolder(setting.id, seed, reward));
  const { languageModels } = config.reward;
  requireTakenApart(reward, languageModels !== undefined);
  const { data, testPairs } = await dataOf(context, setting, store);
  if (!existsSync(join(folder, 'report.json'))) {
    const head = { version: 1, setting: setting.id, reward, seed, testPairs } as const;
    const training = { context, setting, data, seed, reward, folder };
    // Last, so that its presence says that the rest is whole.
    writeJsonFile(
      join(folder, 'report.json'),
      rewardReportSchema.parse({ ...head, ...(await train(training)) }),
    );
  }
  if (reward === 'scalar') {
    const path = join(folder, 'scalar.safetensors');
    return scalarReward(decodeSafetensors(readFileSync(path), path).tensors, setting.pool);
  }
  const report = readRewardReport(context, setting.id, seed, reward);
  const roles = await rolesOf(config, folder, report);
  return rubricReward(roles, setting.pool, data.studied, signal);
}

/**
 * Rubricor and Judge of a finished reward model, whoever plays them.
 *
 * @param folder of the reward model
 * @throws ConfigurationError where the configuration does not make its criteria or models, StorageError
 */
export async function rolesOf(
  config: Config,
  folder: string,
  { seed, languageModels }: RewardReport,
): Promise<{ rubricor: Rubricor; judge: Judge }> {
  if (languageModels === undefined) return readLearnedReward(folder, configuredBank(config));
  const { trainedRoles } = await import('./language-models/trained-roles.js');
  return trainedRoles(config, folder, seed, languageModels);
}

/** Throws ConfigurationError for an ablation of the learned reward model where language models play its parts. */
function requireTakenApart(reward: RewardModelId, byLanguageModels: boolean): void {
  if (!byLanguageModels || reward === 'roro' || reward === 'scalar') return;
  throw new ConfigurationError({
    message: `The reward model "${reward}" leaves a part of the learned one out, and \`reward.languageModels\` has language models play its parts.`,
    nextStep: 'Take its router out of `routers`, or leave `reward.languageModels` out.',
  });
}

export function hasRewardModel({ run }: Pick<RecipeContext, 'run'>, setting: string, seed: number): boolean {
  return existsSync(run.file(rewardFolder(setting, seed, 'roro'), 'report.json'));
}

/** Rubricor and Judge of a run that were trained in process. Throws StorageError where they are missing or corrupt. */
export function readRewardModel(
  { config, run }: Pick<RecipeContext, 'config' | 'run'>,
  setting: string,
  seed: number,
  reward: RewardModelId = 'roro',
): LearnedReward {
  return readLearnedReward(run.file(rewardFolder(setting, seed, reward)), configuredBank(config));
}

async function dataOf(context: RecipeContext, setting: Setting, store: StepStore) {
  const data = await settingRewardData(context, setting, store);
  const count = (reason: string): number =>
    data.pairs.test.filter(({ pair }) => pair.reason === reason).length;
  const testPairs = { outcome: count('outcome'), cost: count('cost'), process: count('process') };
  return { data, testPairs };
}

interface Training {
  context: RecipeContext;
  setting: Setting;
  data: RewardData;
  seed: number;
  reward: RewardModelId;
  folder: string;
}

type Trained = Pick<RewardReport, 'stages' | 'criteria'> & Partial<RewardReport>;

/** Trains, writes what was trained, and reports. */
async function train({ reward, ...training }: Training): Promise<Trained> {
  if (reward === 'scalar') return trainScalar(training);
  const { context, setting, data, seed, folder } = training;
  const task = `reward ${setting.id} seed ${seed}`;
  if (context.config.reward.languageModels === undefined) return trainRubrics({ ...training, reward }, task);
  // Loads the AI SDK, which nothing else here needs.
  const { trainLanguageModels } = await import('./language-models/train-language-models.js');
  return trainLanguageModels(context, data, { seed, folder, task });
}

async function trainRubrics(
  { context, setting, data, seed, reward, folder }: Training & { reward: Exclude<RewardModelId, 'scalar'> },
  task: string,
): Promise<Trained> {
  const { config, run, onProgress, signal } = context;
  const { rounds, judgeUpdates, rubricorUpdates, leastCorrelation } = config.reward;
  const bank = configuredBank(config);
  const alternation = await alternate({
    data,
    bank,
    seed,
    ...(reward === 'no-alternation'
      ? { rounds: 1, judgeUpdates: rounds * judgeUpdates, rubricorUpdates: rounds * rubricorUpdates }
      : { rounds, judgeUpdates, rubricorUpdates }),
    leastCorrelation,
    ...withoutOf(reward),
    checkpoints: {
      directory: join(folder, 'alternation'),
      every: config.train.checkpointEvery,
      of: { configuration: run.manifest().configHash, setting: setting.id, reward, seed },
    },
    task,
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(signal === undefined ? {} : { signal }),
  });
  const { stages, criteria } = alternation;
  writeFileAtomic(join(folder, 'judge.safetensors'), alternation.judge);
  writeFileAtomic(join(folder, 'rubricor.safetensors'), alternation.rubricor);
  if (alternation.fixed !== undefined) writeJsonFile(join(folder, 'rubric.json'), alternation.fixed);
  return { stages, criteria, rubrics: rubricsOf(alternation, data, bank) };
}

function withoutOf(reward: RewardModelId): Pick<AlternateOptions, 'without'> {
  if (reward === 'fixed-rubric') return { without: 'query-specific rubrics' };
  if (reward === 'untrained-judge') return { without: 'judge training' };
  return reward === 'no-validation' ? { without: 'validation' } : {};
}

function rubricsOf(
  { rubricor, fixed }: Alternation,
  data: RewardData,
  bank: readonly CriterionDefinition[],
): RewardReport['rubrics'] {
  const writer = fixed === undefined ? new LearnedRubricor(rubricor, { bank }) : new FixedRubricor(fixed);
  const ids = new Set(data.pairs.test.map(({ pair }) => pair.queryId));
  if (ids.size === 0) return undefined;
  const written = [...ids].map((id) => {
    const query = data.queries.get(id) as RubricQuery;
    return { query, rubric: writer.write(query).rubric as Rubric };
  });
  return {
    ...rubricFigures(written),
    examples: written.slice(0, 5).map(({ query, rubric }) => ({
      prompt: query.prompt,
      criteria: rubric.criteria.map(({ text, weight }) => `${text} (weight ${weight})`),
    })),
  };
}

function trainScalar({ data, seed, folder }: Omit<Training, 'reward'>): Trained {
  const weights = trainScalarReward(data.pairs.train, seed);
  const score = scalarScore(weights);
  const accuracies = (split: 'validation' | 'test') => {
    const of = (reason?: string): number | undefined => {
      const own = data.pairs[split].filter(({ pair }) => reason === undefined || pair.reason === reason);
      if (own.length === 0) return undefined;
      return own.filter(({ chosen, rejected }) => score(chosen) > score(rejected)).length / own.length;
    };
    return { all: of(), outcome: of('outcome'), cost: of('cost'), process: of('process') };
  };
  writeFileAtomic(join(folder, 'scalar.safetensors'), encodeSafetensors({ tensors: weights, metadata: {} }));
  return {
    stages: [{ round: 0, stage: 'judge', validation: accuracies('validation'), test: accuracies('test') }],
    criteria: [],
  };
}
