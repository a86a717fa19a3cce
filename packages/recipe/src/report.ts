import { existsSync } from 'node:fs';
import { type ReportTrajectory, renderReport } from '@roro/bench';
import {
  ConfigurationError,
  type ModelPool,
  type PricedModel,
  readJsonFile,
  resultsSchema,
  trajectorySchema,
  writeFileAtomic,
} from '@roro/core';
import { z } from 'zod';
import { parseConfig } from './config.js';
import { openRunOrNewest } from './find-trajectory.js';
import type { RecipeContext } from './open-run.js';
import { isDescribedReward } from './reward/describe-reward.js';
import { judgeWith } from './reward/judge-trajectory.js';
import { readRewardModel, readRewardReports, usesReward } from './reward/train-reward.js';
import { resolveSettings } from './settings.js';
import { readTrainingMetrics } from './train-router.js';

/** A line of `trajectories/test.jsonl`: a test answer with the setting whose pool wrote it. */
export const testAnswerSchema = trajectorySchema.extend({ setting: z.string() });
export type TestAnswer = z.infer<typeof testAnswerSchema>;

type RunContext = Pick<RecipeContext, 'config' | 'run'>;

/**
 * Writes `report.html` of a measured run from its files: results, test answers, and what training and the reward models
 * left. No model is called.
 *
 * @returns path of the page
 * @throws ConfigurationError where the run was not measured, StorageError for a file that is broken or of another form
 */
export function renderRunReport(context: RunContext): string {
  const { run } = context;
  if (!existsSync(run.file('results.json'))) {
    throw new ConfigurationError({
      message: `Run "${run.id}" in ${run.path} was not measured: it has no results.json.`,
      nextStep: 'Measure it with `roro bench`.',
    });
  }
  const path = run.file('report.html');
  const page = renderReport({
    results: resultsSchema.parse(readJsonFile(run.file('results.json'))),
    trajectories: testAnswers(context),
    title: run.id,
    training: readTrainingMetrics(context),
    rewards: readRewardReports(context),
  });
  writeFileAtomic(path, page);
  return path;
}

/**
 * `renderRunReport` of a run by its id, or of the newest one that was measured. What the run was measured with is read from its
 * `config.json`.
 */
export function renderStoredReport(root: string, id?: string): { run: string; path: string } {
  const run = openRunOrNewest(root, 'results.json', id);
  const config = parseConfig(run.config(), run.file('config.json'));
  return { run: run.id, path: renderRunReport({ config, run }) };
}

/** The test answers of a run as the report shows them, with the verdicts of its reward model where it has one. */
function testAnswers(context: RunContext): ReportTrajectory[] {
  const { config, run } = context;
  const { cost } = config;
  const answers = run.read(testAnswerSchema, 'trajectories', 'test.jsonl');
  return resolveSettings(config).flatMap(({ id, pool }) => {
    const own = answers.filter(({ setting }) => setting === id);
    if (own.length === 0) return [];
    const judge = judgeOf(context, id, pool);
    const shared = {
      setting: id,
      models: pool.models.map(priceOf),
      priced: pricedModels(pool),
      costOptions: cost,
    };
    return own.map(({ setting: _setting, ...trajectory }) => ({
      ...shared,
      trajectory,
      ...judge?.(trajectory),
    }));
  });
}

function priceOf({ id, parameters, price }: PricedModel): PricedModel {
  return { id, parameters, price };
}

/** Models, and those behind scorers. Of a pool that was made in code, `config.json` keeps the names of its scorers alone. */
function pricedModels({ models, scorers = [] }: ModelPool): PricedModel[] {
  const behind = scorers.flatMap((scorer) => ('model' in scorer ? [priceOf(scorer.model)] : []));
  return [...models.map(priceOf), ...behind.filter(({ id }) => models.every((model) => model.id !== id))];
}

type Judged = Pick<ReportTrajectory, 'judged'>;

/**
 * Judges answers of a setting by the reward model of the first seed; undefined where there is none, where a language model
 * would have to be asked, or where a criterion of it is only described.
 */
function judgeOf(
  { config, run }: RunContext,
  setting: string,
  pool: ModelPool,
): ((trajectory: ReportTrajectory['trajectory']) => Judged) | undefined {
  const { reward } = config;
  if (!usesReward(config) || reward.languageModels !== undefined || isDescribedReward(reward))
    return undefined;
  const model = readRewardModel({ config, run }, setting, config.train.seeds[0] as number);
  return (trajectory) => {
    const { judgement, rubric, steps } = judgeWith(model, trajectory, pool);
    const criteria = rubric.criteria.map(({ text }, index) => ({
      text,
      probability: judgement.criteria[index]?.probability ?? 0.5,
      evidence: judgement.criteria[index]?.evidence ?? '',
    }));
    return { judged: { score: judgement.score, steps, criteria } };
  };
}
