import { evaluate, type OutcomeRow, type SweepEntry } from '@roro/bench';
import { type Results, RunDirectory, readJsonFile, resultsSchema } from '@roro/core';
import { sweepEntries, sweepSplit } from './bench.js';
import type { Config } from './config.js';
import { describeConfig, type RecipeContext } from './open-run.js';
import { openStore, resolveBenchmarks, resolveSettings } from './settings.js';
import { learnedMethods, spentBudget } from './train-router.js';

/** Budgets of rollouts at which the study compares: what the whole method collects and trains with. */
export const studySizes = {
  small: { queriesPerBenchmark: 60, updates: 15 },
  medium: { queriesPerBenchmark: 120, updates: 40 },
  large: { queriesPerBenchmark: 200, updates: 80 },
} as const;
export type StudySize = keyof typeof studySizes;

/**
 * Outcome-only training collects nothing and labels nothing. It gets more queries and updates instead, which comes to
 * about as many rollouts (within 7 % at the two smaller sizes) and about a fifth more distinct steps than the whole method
 * takes; what each really took stands in the results.
 */
const outcomeOnly = { queries: 1.5, updates: 2 } as const;

/** The study's configuration for methods with or without a reward model. */
function sizedConfig(config: Config, size: StudySize, usesReward: boolean): Config {
  const { queriesPerBenchmark, updates } = studySizes[size];
  const queries = Math.round(queriesPerBenchmark * (usesReward ? 1 : outcomeOnly.queries));
  return {
    ...config,
    reward: { ...config.reward, judgeUpdates: 40, rubricorUpdates: 12 },
    collect: {
      ...config.collect,
      queriesPerBenchmark: queries,
      diverseQueriesPerBenchmark: usesReward ? queries : 1,
    },
    train: { ...config.train, updates: updates * (usesReward ? 1 : outcomeOnly.updates) },
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
  const learned = learnedMethods({ routers });
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
          learnedMethods({ routers: names }).map((method) => [
            method.id,
            spentBudget(own, method, setting.id),
          ]),
        ),
      );
      for (const split of ['validation', 'test'] as const) {
        rows.push(await sweepSplit(context, setting, split, benchmarks, entries, store, []));
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
  run.writeJson(`study-${size}.json`, results);
  return { size, results: resultsSchema.parse(readJsonFile(path)), path };
}
