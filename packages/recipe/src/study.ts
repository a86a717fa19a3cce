import { evaluate, type OutcomeRow, type SweepEntry } from '@roro/bench';
import {
  type LearningCurveRecord,
  type Results,
  RunDirectory,
  readJsonFile,
  resultsSchema,
} from '@roro/core';
import { sweepEntries, sweepSplit } from './bench.js';
import type { Config } from './config.js';
import { curveKnobs, curveQueries, learningCurves } from './learning-curves.js';
import { describeConfig, type RecipeContext } from './open-run.js';
import type { RewardReport } from './reward/reward-report.js';
import { summariseRewards } from './reward/summarise-rewards.js';
import { readRewardReport } from './reward/train-reward.js';
import { openStore, resolveBenchmarks, resolveSettings } from './settings.js';
import { learnedMethods, spentBudget } from './train-router.js';

/**
 * Budgets at which the study compares: what the whole method collects and trains with, and what methods without a reward
 * model get in its place. They collect and label nothing, so they are given more queries and updates: at least as many
 * rollouts and distinct steps as the whole method takes. What each really took stands in the results.
 */
export const studySizes = {
  tiny: { queriesPerBenchmark: 15, updates: 4, outcomeOnly: { queriesPerBenchmark: 22, updates: 9 } },
  small: { queriesPerBenchmark: 60, updates: 15, outcomeOnly: { queriesPerBenchmark: 90, updates: 36 } },
  medium: { queriesPerBenchmark: 120, updates: 40, outcomeOnly: { queriesPerBenchmark: 180, updates: 80 } },
  large: { queriesPerBenchmark: 200, updates: 80, outcomeOnly: { queriesPerBenchmark: 300, updates: 160 } },
} as const;
export type StudySize = keyof typeof studySizes;

/** Methods whose learning curves are drawn. */
const drawn = ['trim-agg', 'grpo', 'roro'];

/** The study's configuration for methods with or without a reward model. */
function sizedConfig(config: Config, size: StudySize, usesReward: boolean): Config {
  const whole = studySizes[size];
  const { queriesPerBenchmark: queries, updates } = usesReward ? whole : whole.outcomeOnly;
  return {
    ...config,
    collect: {
      ...config.collect,
      queriesPerBenchmark: queries,
      diverseQueriesPerBenchmark: usesReward ? queries : 1,
    },
    // One in a quarter of the small size's updates, so that the steep beginning of the curves is seen.
    train: { ...config.train, updates, snapshots: Math.min(12, updates) },
  };
}

export interface StudyReport {
  size: StudySize;
  results: Results;
  path: string;
}

/**
 * One size of the full study: every setting and benchmark, the two models alone, random, entropy, outcome-only GRPO,
 * the whole method and its ablations, `config.train.seeds` seeds each. Resumes; writes `study-<size>.json`.
 */
export async function runStudy(context: RecipeContext, size: StudySize): Promise<StudyReport> {
  const { config, run, onNote } = context;
  const path = run.file(`study-${size}.json`);
  const settings = resolveSettings(config);
  const benchmarks = resolveBenchmarks(config);
  const routers = config.routers;
  const learned = learnedMethods(config);
  const store = openStore(context);
  const parts = [true, false].map((usesReward) => {
    const own = sizedConfig(config, size, usesReward);
    const names = learned.filter(({ reward }) => (reward !== undefined) === usesReward).map(({ id }) => id);
    const directory = RunDirectory.create({
      root: run.file(size),
      id: usesReward ? 'with-reward-model' : 'outcome-only',
      config: describeConfig(own),
      manifest: { packages: {}, seed: config.seed },
    });
    return { names, context: { ...context, config: own, run: directory } };
  });
  const untrained = routers.filter((name) => !learned.some(({ id }) => id === name));
  const rows: OutcomeRow[][] = [];
  const curves: LearningCurveRecord[] = [];
  const rewardReports = new Map<string, RewardReport>();
  const budgets: Record<string, Record<string, ReturnType<typeof spentBudget>>> = {};
  try {
    for (const setting of settings) {
      onNote?.(`${size}: ${setting.id}`);
      const [withReward, outcome] = parts as [(typeof parts)[number], (typeof parts)[number]];
      const entries: SweepEntry[] = [
        ...(await sweepEntries(withReward.context, setting, store, untrained)),
        ...(await sweepEntries(outcome.context, setting, store, outcome.names)),
        ...(await sweepEntries(withReward.context, setting, store, withReward.names)),
      ];
      budgets[setting.id] = Object.fromEntries(
        parts.flatMap(({ names, context: own }) =>
          learnedMethods({ ...own.config, routers: names }).map((method) => [
            method.id,
            spentBudget(own, method, setting.id),
          ]),
        ),
      );
      for (const split of ['validation', 'test'] as const) {
        rows.push(await sweepSplit(context, setting, split, benchmarks, entries, store, []));
      }
    }
    for (const { names, context: own } of parts) {
      const methods = learnedMethods({
        ...own.config,
        routers: names.filter((name) => drawn.includes(name)),
      });
      curves.push(
        ...(await learningCurves(own, {
          methods,
          settings,
          store,
          knobs: curveKnobs,
          queries: curveQueries,
        })),
      );
      for (const { reward } of learnedMethods({ ...own.config, routers: names })) {
        if (reward === undefined) continue;
        for (const { id } of settings) {
          for (const seed of config.train.seeds) {
            rewardReports.set([reward, id, seed].join(), readRewardReport(own, id, seed, reward));
          }
        }
      }
    }
  } finally {
    store.close();
  }
  const all = benchmarks.map(({ id }) => id);
  const request = { router: 'roro', benchmarks: all };
  const results = evaluate({
    run: `${run.id}/${size}`,
    rows: rows.flat(),
    pools: Object.fromEntries(settings.map(({ id, pool }) => [id, pool.models.map((model) => model.id)])),
    seed: config.seed,
    replicates: config.bench.replicates,
    comparisons: [
      { ...request, budgets: [20, 40, 60], acrossSettings: true },
      ...([20, 40, 60] as const).map((budget) => ({ ...request, budgets: [budget], acrossSettings: true })),
      { ...request, budgets: [20, 40, 60] },
    ],
    budgets,
  });
  run.writeJson(`study-${size}.json`, {
    ...results,
    learningCurves: curves,
    rewardModels: summariseRewards([...rewardReports.values()]),
  });
  return { size, results: resultsSchema.parse(readJsonFile(path)), path };
}
