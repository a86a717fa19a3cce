import { existsSync, readFileSync } from 'node:fs';
import {
  decodeSafetensors,
  encodeSafetensors,
  type Rubric,
  type RubricRecord,
  readJsonFile,
  rubricSchema,
  writeFileAtomic,
} from '@roro/core';
import type { StepStore } from '@roro/engine';
import { LearnedJudge } from '@roro/judge';
import { criterionBank, LearnedRubricor } from '@roro/rubricor';
import { z } from 'zod';
import { collectSetting } from '../collect.js';
import type { Config } from '../config.js';
import { findMethod, type RewardModelId } from '../methods.js';
import type { RecipeContext } from '../open-run.js';
import { settingPairs } from '../pairs.js';
import { openStore, resolveSettings, type Setting } from '../settings.js';
import { type AlternateOptions, type Alternation, alternate } from './alternate.js';
import { type ProcessReward, rubricReward } from './process-reward.js';
import { rewardData } from './reward-data.js';
import { rubricFigures } from './rubric-figures.js';
import { scalarReward, scalarScore, trainScalarReward } from './scalar-reward.js';

const share = z.number().min(0).max(1);
const accuraciesSchema = z.object({
  all: share.optional(),
  outcome: share.optional(),
  cost: share.optional(),
  process: share.optional(),
});

/** `report.json` of a reward model: how it was trained and how good it is on held-out pairs. */
export const rewardReportSchema = z.object({
  version: z.literal(1),
  setting: z.string(),
  reward: z.string(),
  seed: z.number().int(),
  /** Pair accuracies after every stage; `test` pairs are of queries that nothing was trained or chosen on. */
  stages: z.array(
    z.object({
      round: z.number().int().nonnegative(),
      stage: z.enum(['warm-up', 'judge', 'rubricor', 'validation']),
      validation: accuraciesSchema,
      test: accuraciesSchema,
    }),
  ),
  /** Test pairs by reason. */
  testPairs: z.object({ outcome: z.number(), cost: z.number(), process: z.number() }),
  criteria: z.array(
    z.object({
      definition: z.string(),
      count: z.number(),
      deviation: z.number(),
      correlation: z.number().optional(),
      kept: z.boolean(),
      reason: z.string(),
    }),
  ),
  /** On the queries of the test pairs. */
  rubrics: z
    .object({
      distinctShare: share,
      /** Bits between what a rubric says of a line and the line's operation. */
      mutualInformation: z.number().nonnegative(),
      shapeEntropy: z.number().nonnegative(),
      examples: z.array(z.object({ prompt: z.string(), criteria: z.array(z.string()) })),
    })
    .optional(),
});
export type RewardReport = z.infer<typeof rewardReportSchema>;

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
  { run }: RecipeContext,
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
  const { run } = context;
  const folder = rewardFolder(setting.id, seed, reward);
  if (!existsSync(run.file(folder, 'report.json'))) {
    const report =
      reward === 'scalar'
        ? await trainScalar(context, setting, store, seed, folder)
        : await trainRubrics(context, setting, store, seed, reward, folder);
    // Last, so that its presence says that the weights are whole.
    writeFileAtomic(
      run.file(folder, 'report.json'),
      `${JSON.stringify(rewardReportSchema.parse(report), null, 2)}\n`,
    );
  }
  if (reward === 'scalar') {
    const path = run.file(folder, 'scalar.safetensors');
    return scalarReward(decodeSafetensors(readFileSync(path), path).tensors, setting.pool);
  }
  return rubricReward(readRewardModel(context, setting.id, seed, reward), setting.pool);
}

export function hasRewardModel({ run }: Pick<RecipeContext, 'run'>, setting: string, seed: number): boolean {
  return existsSync(run.file(rewardFolder(setting, seed, 'roro'), 'report.json'));
}

/** Rubricor and Judge of a run. Throws StorageError where they are missing or corrupt. */
export function readRewardModel(
  { run }: Pick<RecipeContext, 'run'>,
  setting: string,
  seed: number,
  reward: RewardModelId = 'roro',
): { rubricor: LearnedRubricor | FixedRubricor; judge: LearnedJudge } {
  const folder = rewardFolder(setting, seed, reward);
  const judgePath = run.file(folder, 'judge.safetensors');
  const judge = new LearnedJudge(readFileSync(judgePath), { bank: criterionBank, path: judgePath });
  if (existsSync(run.file(folder, 'rubric.json'))) {
    return {
      rubricor: new FixedRubricor(rubricSchema.parse(readJsonFile(run.file(folder, 'rubric.json')))),
      judge,
    };
  }
  const path = run.file(folder, 'rubricor.safetensors');
  return { rubricor: new LearnedRubricor(readFileSync(path), { path }), judge };
}

/** The same rubric for every query. */
class FixedRubricor {
  readonly id = 'fixed';
  readonly version = '1';
  readonly #rubric: Rubric;
  constructor(rubric: Rubric) {
    this.#rubric = rubric;
  }
  write({ id: queryId }: { id: string }): RubricRecord {
    const { id, version } = this;
    return {
      version: 1,
      queryId,
      rubricor: { id, version },
      rubric: { ...this.#rubric, queryId },
      usage: [],
    };
  }
}

async function dataOf(context: RecipeContext, setting: Setting, store: StepStore) {
  const pairs = await settingPairs(context, setting, store);
  const data = rewardData(pairs, await collectSetting(context, setting, store), setting);
  const count = (reason: string): number => pairs.test.filter(({ pair }) => pair.reason === reason).length;
  const testPairs = { outcome: count('outcome'), cost: count('cost'), process: count('process') };
  return { data, testPairs };
}

async function trainRubrics(
  context: RecipeContext,
  setting: Setting,
  store: StepStore,
  seed: number,
  reward: Exclude<RewardModelId, 'scalar'>,
  folder: string,
): Promise<RewardReport> {
  const { config, run, onProgress, signal } = context;
  const { rounds, judgeUpdates, rubricorUpdates, leastCorrelation } = config.reward;
  const { data, testPairs } = await dataOf(context, setting, store);
  const alternation = await alternate({
    data,
    bank: criterionBank,
    seed,
    ...(reward === 'no-alternation'
      ? { rounds: 1, judgeUpdates: rounds * judgeUpdates, rubricorUpdates: rounds * rubricorUpdates }
      : { rounds, judgeUpdates, rubricorUpdates }),
    leastCorrelation,
    ...withoutOf(reward),
    checkpoints: {
      directory: run.file(folder, 'alternation'),
      every: config.train.checkpointEvery,
      of: { configuration: run.manifest().configHash, setting: setting.id, reward, seed },
    },
    task: `reward ${setting.id} seed ${seed}`,
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(signal === undefined ? {} : { signal }),
  });
  writeFileAtomic(run.file(folder, 'judge.safetensors'), alternation.judge);
  writeFileAtomic(run.file(folder, 'rubricor.safetensors'), alternation.rubricor);
  if (alternation.fixed !== undefined) {
    writeFileAtomic(run.file(folder, 'rubric.json'), `${JSON.stringify(alternation.fixed, null, 2)}\n`);
  }
  return {
    version: 1,
    setting: setting.id,
    reward,
    seed,
    stages: alternation.stages,
    testPairs,
    criteria: alternation.criteria,
    rubrics: rubricsOf(alternation, data),
  };
}

function withoutOf(reward: RewardModelId): Pick<AlternateOptions, 'without'> {
  if (reward === 'fixed-rubric') return { without: 'query-specific rubrics' };
  if (reward === 'untrained-judge') return { without: 'judge training' };
  return reward === 'no-validation' ? { without: 'validation' } : {};
}

function rubricsOf(
  { rubricor, fixed }: Alternation,
  data: AlternateOptions['data'],
): RewardReport['rubrics'] {
  const writer = fixed === undefined ? new LearnedRubricor(rubricor) : new FixedRubricor(fixed);
  const queries = [...new Map(data.pairs.test.map(({ chosen }) => [chosen.query.id, chosen.query])).values()];
  if (queries.length === 0) return undefined;
  const written = queries.map((query) => ({ query, rubric: writer.write(query).rubric as Rubric }));
  return {
    ...rubricFigures(written),
    examples: written.slice(0, 5).map(({ query, rubric }) => ({
      prompt: query.prompt,
      criteria: rubric.criteria.map(({ text, weight }) => `${text} (weight ${weight})`),
    })),
  };
}

async function trainScalar(
  context: RecipeContext,
  setting: Setting,
  store: StepStore,
  seed: number,
  folder: string,
): Promise<RewardReport> {
  const { data, testPairs } = await dataOf(context, setting, store);
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
  writeFileAtomic(
    context.run.file(folder, 'scalar.safetensors'),
    encodeSafetensors({ tensors: weights, metadata: {} }),
  );
  return {
    version: 1,
    setting: setting.id,
    reward: 'scalar',
    seed,
    stages: [{ round: 0, stage: 'judge', validation: accuracies('validation'), test: accuracies('test') }],
    testPairs,
    criteria: [],
  };
}
