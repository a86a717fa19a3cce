import { existsSync } from 'node:fs';
import { outcomeRowSchema } from '@roro/bench';
import {
  ConfigurationError,
  type RunDirectory,
  readJsonFile,
  type Trajectory,
  trajectorySchema,
} from '@roro/core';
import { updateMetricsSchema } from '@roro/grpo';
import { z } from 'zod';
import { policyFolder } from '../kept-files.js';
import { findMethod } from '../methods.js';
import { type AnswerTree, distinctPrefixes, fitTexts } from './answer-tree.js';
import { type ObservedSharing, observedSharing } from './observed-sharing.js';
import { paperSetting, type ScaleSetting } from './scale-setting.js';
import { distinctTexts, type ScaleStage, type StepTexts, scaleStages } from './scale-stages.js';

/** A figure of the plan's model beside what the run really took. */
export interface PlanCheck {
  quantity: string;
  predicted: number;
  measured: number;
}

/** What a collected run says about its models and about the plan's model. */
export interface RunMeasurement {
  setting: string;
  /** Cheapest, dearest. */
  models: [string, string];
  /** Draws of a model at one prefix. */
  samplesPerNode: number;
  /** Mean prompt of a first step. */
  questionTokens: number;
  /** Means of the answers of each model alone. */
  answers: Record<'small' | 'large', { steps: number; stepTokens: number }>;
  /** How often steps say the same: one model alone, and all rollouts together. Fitted to the trajectories where they are enough. */
  texts: Record<'alone' | 'mixed', AnswerTree['texts']>;
  checks: PlanCheck[];
}

const configSchema = z.object({
  settings: z.array(z.object({ id: z.string() })),
  routers: z.array(z.string()),
  generation: z.object({ samplesPerNode: z.number() }),
  collect: z.object({ endSamples: z.number(), criticalSamples: z.number() }),
  train: z.object({
    seeds: z.array(z.number()),
    updates: z.number(),
    groupsPerUpdate: z.number(),
    groupSize: z.number(),
  }),
});
type RunConfig = z.infer<typeof configSchema>;

const collectSchema = z.array(
  z.object({
    setting: z.string(),
    queries: z.number(),
    strata: z.object({ 'only-large-right': z.object({ queries: z.number() }) }),
    calls: z.object({ requested: z.number(), generated: z.number() }),
  }),
);

const budgetSchema = z.object({ calls: z.number() });

/** Rollouts that sharing is looked at for, beside all that a query has. */
const fewer = [2, 4, 8];

/**
 * Holds the plan's model against a run with two models that was collected and, where it was, trained and measured. Fitted to the run: the
 * length of the answers, and how often steps say the same, from all rollouts of a query. Predicted: how much fewer rollouts share, and the
 * calls of collection, training and measurement.
 *
 * @throws ConfigurationError where the run has no collection; StorageError for a broken file
 */
export function measureRun(run: RunDirectory): RunMeasurement[] {
  if (!existsSync(run.file('collect.json'))) {
    throw new ConfigurationError({
      message: `Run "${run.id}" in ${run.path} was not collected: it has no collect.json.`,
      nextStep: 'Collect it with `roro collect`.',
    });
  }
  const config = configSchema.parse(run.config());
  const reports = collectSchema.parse(readJsonFile(run.file('collect.json')));
  return reports.map((report) => measureSetting(run, config, report));
}

function measureSetting(
  run: RunDirectory,
  config: RunConfig,
  report: z.infer<typeof collectSchema>[number],
): RunMeasurement {
  const { setting, queries, calls, strata } = report;
  const ends = run.read(trajectorySchema, 'trajectories', `${setting}.jsonl`);
  const diverse = run.read(trajectorySchema, 'trajectories', `${setting}-diverse.jsonl`);
  const [small, large] = modelsOf(ends);
  const { endSamples, criticalSamples } = config.collect;
  const draws = config.generation.samplesPerNode;
  const rollouts = [...ends, ...diverse];
  const diverseQueries = new Set(diverse.map(({ query }) => query.id)).size;
  // Fewer than `behavioursPerQuery` where the small model gives no entropies.
  const perQuery = (rollouts: readonly Trajectory[]): number =>
    diverseQueries === 0 ? 0 : rollouts.length / diverseQueries;
  const behaviours = perQuery(diverse);
  const reviewing = perQuery(
    diverse.filter(({ decisions }) => decisions.some(({ action }) => action.type !== 'assign')),
  );
  const together = observedSharing(rollouts, 2 * endSamples + behaviours, 1);
  const unfitted = distinctTexts(draws);
  const texts: StepTexts = {
    alone: fitted(observedSharing(ends.filter(writtenBy(small)), endSamples, 1)) ?? unfitted.alone,
    mixed: (share) => fitted(together) ?? unfitted.mixed(share),
  };
  const answers = { small: answersOf(ends, small), large: answersOf(ends, large) };
  const stepTokens = (answers.small.stepTokens + answers.large.stepTokens) / 2;
  const scale: ScaleSetting = {
    ...paperSetting,
    small: { shape: small, answerTokens: answers.small.steps * stepTokens },
    large: { shape: large, answerTokens: answers.large.steps * stepTokens },
    stepTokens,
    samplesPerNode: draws,
    collect: {
      queries,
      endSamples,
      diverseQueries,
      behaviours,
      reviewing,
      searchedShare: strata['only-large-right'].queries / queries,
      criticalSamples,
    },
    train: { ...config.train, seeds: 1, largeShare: 0.5 },
  };
  const collection = scaleStages(scale, texts).filter(({ stage }) => stage.startsWith('collect'));
  return {
    setting,
    models: [small, large],
    samplesPerNode: draws,
    questionTokens: mean(
      ends.flatMap(({ steps }) => steps.slice(0, 1).map(({ usage }) => usage.prefillTokens)),
    ),
    answers,
    texts: { alone: texts.alone, mixed: texts.mixed(0.5) },
    checks: [
      ...sharingChecks(rollouts, texts),
      {
        quantity: 'collection: steps asked for',
        predicted: sum(collection, 'requested'),
        measured: calls.requested,
      },
      { quantity: 'collection: calls', predicted: sum(collection, 'generated'), measured: calls.generated },
      ...trainingChecks(run, config, setting, scale, texts),
      ...benchChecks(run, setting, scale, texts),
    ],
  };
}

/** The models of a pool of two, cheapest first: rollouts of the models alone take turns from the cheapest on. */
function modelsOf(ends: readonly Trajectory[]): [string, string] {
  const models = new Set(ends.flatMap(({ steps }) => steps[0]?.model ?? []));
  const [small, large, ...more] = models;
  if (small !== undefined && large !== undefined && more.length === 0) return [small, large];
  throw new ConfigurationError({
    message: `The plan knows pools of two models; this run has ${models.size}: ${[...models].join(', ')}.`,
    nextStep: 'Name a run with two models.',
  });
}

function writtenBy(model: string): (trajectory: Trajectory) => boolean {
  return ({ steps }) => steps.length > 0 && steps.every((step) => step.model === model);
}

function answersOf(ends: readonly Trajectory[], model: string): { steps: number; stepTokens: number } {
  const own = ends.filter(writtenBy(model));
  const steps = own.flatMap((trajectory) => trajectory.steps);
  return {
    steps: steps.length / own.length,
    stepTokens: steps.reduce((total, { usage }) => total + usage.generatedTokens, 0) / steps.length,
  };
}

/** Undefined without enough rollouts to tell. */
function fitted(sharing: ObservedSharing | undefined): AnswerTree['texts'] | undefined {
  if (sharing === undefined || sharing.rollouts < 2) return undefined;
  return fitTexts(sharing.prefixes, sharing.steps, sharing.rollouts);
}

function sharingChecks(rollouts: readonly Trajectory[], { mixed }: StepTexts): PlanCheck[] {
  return fewer.flatMap((count) => {
    const observed = observedSharing(rollouts, count, 1);
    if (observed === undefined) return [];
    return {
      quantity: `prefixes of ${count} rollouts`,
      predicted: distinctPrefixes({ texts: mixed(0.5), steps: observed.steps }, count),
      measured: observed.prefixes,
    };
  });
}

/** What outcome-only training took, the models' own answers included: mean over the seeds. */
function trainingChecks(
  run: RunDirectory,
  config: RunConfig,
  setting: string,
  scale: ScaleSetting,
  texts: StepTexts,
): PlanCheck[] {
  return config.routers.flatMap((router) => {
    const method = findMethod(router);
    if (method === undefined || method.reward !== undefined) return [];
    const folders = config.train.seeds.map((seed) => policyFolder(router, setting, seed));
    if (!folders.every((folder) => existsSync(run.file('policies', folder, 'budget.json')))) return [];
    const largeShare = mean(
      folders.flatMap((folder) =>
        run.read(updateMetricsSchema, 'policies', folder, 'metrics.jsonl').map((each) => each.largeShare),
      ),
    );
    const stages = scaleStages({ ...scale, train: { ...scale.train, largeShare } }, texts);
    return {
      quantity: `training of ${router}: calls`,
      predicted: sum([stages.at(0) as ScaleStage, stages.at(-2) as ScaleStage], 'generated'),
      measured: mean(
        folders.map(
          (folder) => budgetSchema.parse(readJsonFile(run.file('policies', folder, 'budget.json'))).calls,
        ),
      ),
    };
  });
}

/** Steps asked for by the whole measurement: what its answers took together is not kept by setting. */
function benchChecks(run: RunDirectory, setting: string, scale: ScaleSetting, texts: StepTexts): PlanCheck[] {
  const rows = run.read(outcomeRowSchema, 'outcomes.jsonl').filter((row) => row.setting === setting);
  if (rows.length === 0) return [];
  const count = (value: (row: (typeof rows)[number]) => unknown): number => new Set(rows.map(value)).size;
  const queries = count(({ queryId }) => queryId);
  const routers = count(({ router }) => router);
  const seeds = count(({ seed }) => seed);
  const knobs = rows.length / (queries * routers * seeds);
  const tokens = rows.reduce((total, row) => total + row.tokens, 0);
  const largeShare = rows.reduce((total, row) => total + row.largeTokens, 0) / tokens;
  const stage = scaleStages({ ...scale, bench: { queries, routers, knobs, seeds, largeShare } }, texts).at(
    -1,
  ) as ScaleStage;
  return [
    {
      quantity: 'measurement: steps asked for',
      predicted: sum([stage], 'requested'),
      measured: rows.reduce((total, row) => total + row.calls, 0),
    },
    {
      quantity: 'measurement: tokens asked for',
      predicted: sum([stage], 'requested') * scale.stepTokens,
      measured: tokens,
    },
  ];
}

function sum(stages: readonly ScaleStage[], which: 'requested' | 'generated'): number {
  return stages.reduce((total, stage) => total + stage[which].small + stage[which].large, 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
