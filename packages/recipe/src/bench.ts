import {
  evaluate,
  type OutcomeRow,
  type ReportTrajectory,
  renderReport,
  type SweepEntry,
  selectTrajectories,
  sweep,
  sweepEntry,
} from '@roro/bench';
import {
  type Benchmark,
  type ModelPool,
  pricedModels,
  type Results,
  type Router,
  type Split,
  writeFileAtomic,
} from '@roro/core';
import { runRollouts, type StepStore } from '@roro/engine';
import {
  findRouterFamily,
  fixedFamily,
  type LearnedPolicy,
  routerFamilies,
  thriftGrid,
  thriftyRouter,
  withHysteresis,
} from '@roro/routers';
import { findCatalogueEntry, oracle } from './catalogue.js';
import { fittedRouter } from './fit-router.js';
import { findMethod } from './methods.js';
import type { RecipeContext } from './open-run.js';
import { oracleRows } from './oracle.js';
import { judgeWith } from './reward/judge-trajectory.js';
import { readRewardModel, readRewardReports, usesReward } from './reward/train-reward.js';
import {
  engineOptions,
  graderOf,
  openStore,
  resolveBenchmarks,
  resolveSettings,
  type Setting,
} from './settings.js';
import { learnedMethods, readTrainingMetrics, spentBudget, trainedPolicies } from './train-router.js';

export interface BenchReport {
  results: Results;
  resultsPath: string;
  reportPath: string;
}

/**
 * Measures every router at every knob on the validation and test queries of every benchmark and setting; writes
 * `results.json`, `outcomes.jsonl` and `report.html`. Knobs are chosen on validation (see bench's `evaluate`).
 */
export async function benchRouters(context: RecipeContext): Promise<BenchReport> {
  const { config, run, onNote } = context;
  const benchmarks = resolveBenchmarks(config);
  const settings = resolveSettings(config);
  const store = openStore(context);
  const swept: OutcomeRow[][] = [];
  /** Test answers of the trained router at a middling knob, for the report and for `roro inspect`. */
  const examples: ReportTrajectory[] = [];
  try {
    for (const setting of settings) {
      const entries = await sweepEntries(context, setting, store);
      for (const split of ['validation', 'test'] as const) {
        swept.push(await sweepSplit(context, setting, split, benchmarks, entries, store, examples));
      }
    }
  } finally {
    store.close();
  }
  const rows = swept.flat();
  const results = evaluate({
    run: run.id,
    rows,
    pools: Object.fromEntries(settings.map(({ id, pool }) => [id, pool.models.map((model) => model.id)])),
    seed: config.seed,
    replicates: config.bench.replicates,
    comparisons: [...new Set([mainRouter(config), ...learnedMethods(config).map(({ id }) => id)])].map(
      (router) => ({
        router,
        benchmarks: benchmarks
          .filter((benchmark) => benchmark.trainsRouters)
          .map((benchmark) => benchmark.id),
      }),
    ),
    budgets: Object.fromEntries(
      settings.map(({ id }) => [
        id,
        Object.fromEntries(
          learnedMethods(config).map((method) => [method.id, spentBudget(context, method, id)]),
        ),
      ]),
    ),
  });
  const resultsPath = run.file('results.json');
  const reportPath = run.file('report.html');
  writeFileAtomic(run.file('outcomes.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  writeFileAtomic(
    run.file('trajectories', 'test.jsonl'),
    examples.map(({ trajectory }) => `${JSON.stringify(trajectory)}\n`).join(''),
  );
  run.writeJson('results.json', results);
  writeFileAtomic(
    reportPath,
    renderReport({
      results,
      trajectories: judgedTrajectories(context, selectTrajectories(examples)),
      title: run.id,
      training: readTrainingMetrics(context),
      rewards: readRewardReports(context),
    }),
  );
  onNote?.(`Wrote ${resultsPath}`);
  return { results, resultsPath, reportPath };
}

/** Adds the verdicts of the run's reward model, where it has one. */
function judgedTrajectories(
  context: RecipeContext,
  items: readonly ReportTrajectory[],
): readonly ReportTrajectory[] {
  const { config } = context;
  const seed = config.train.seeds[0] as number;
  if (!usesReward(config)) return items;
  return items.map((item) => {
    const { judgement, rubric, steps } = judgeWith(
      readRewardModel(context, item.setting, seed),
      item.trajectory,
      resolveSettings(config).find(({ id }) => id === item.setting)?.pool as ModelPool,
    );
    return {
      ...item,
      judged: {
        score: judgement.score,
        steps,
        criteria: rubric.criteria.map(({ text }, index) => ({
          text,
          probability: judgement.criteria[index]?.probability ?? 0.5,
          evidence: judgement.criteria[index]?.evidence ?? '',
        })),
      },
    };
  });
}

/** The routers to measure in a setting, in the order of their names; trains and fits what is missing. */
export async function sweepEntries(
  context: RecipeContext,
  setting: Setting,
  store: StepStore,
  routers: readonly string[] = context.config.routers,
): Promise<SweepEntry[]> {
  const { minimumDwell } = context.config.cost;
  const entries: SweepEntry[] = [];
  for (const name of routers) {
    if (name === 'srm-only') entries.push(...endEntries(setting.pool));
    else if (name !== 'lrm-only' && name !== oracle) {
      const entry = await sweepEntryOf(context, setting, store, name);
      if (entry !== undefined) entries.push(entry);
    }
  }
  return entries.map((entry) => ({
    ...entry,
    create: (knob, seed) => withHysteresis(entry.create(knob, seed), minimumDwell),
  }));
}

/** Each model of the pool alone: the two ends, and those between them as points of their own. */
function endEntries({ models }: ModelPool): SweepEntry[] {
  return [
    sweepEntry(fixedFamily, { router: 'srm-only', knobs: [0] }),
    sweepEntry(fixedFamily, { router: 'lrm-only', knobs: [-1] }),
    ...models
      .slice(1, -1)
      .map(({ id }, i) => sweepEntry(fixedFamily, { router: `${id}-only`, knobs: [i + 1] })),
  ];
}

async function sweepEntryOf(
  context: RecipeContext,
  setting: Setting,
  store: StepStore,
  name: string,
): Promise<SweepEntry | undefined> {
  const { scorer } = findCatalogueEntry(name, context.families);
  if (scorer !== undefined && !(setting.pool.scorers ?? []).some(({ id }) => id === scorer)) {
    context.onNote?.(
      `Left out in ${setting.id}: ${name} asks for the scorer "${scorer}", which its pool lacks.`,
    );
    return undefined;
  }
  const method = findMethod(name);
  if (method !== undefined) {
    const policies = await trainedPolicies(context, setting, store, method);
    return {
      router: name,
      knobs: thriftGrid,
      create: (knob, seed) => thriftyRouter(policies.get(seed) as LearnedPolicy, knob ?? 0.5, { id: name }),
    };
  }
  const family = findRouterFamily(name, [...routerFamilies, ...(context.families ?? [])]);
  const fit = await fittedRouter(context, setting, store, family);
  return {
    router: name,
    knobs: fit?.knobs ?? family.knob?.values ?? [null],
    create: (knob) => family.create(knob ?? undefined, fit),
  };
}

/** The router that the results are about: the whole method, or what the configuration names last. */
function mainRouter({ routers }: RecipeContext['config']): string {
  return routers.includes('roro') ? 'roro' : (routers.at(-1) as string);
}

/** Outcomes of all entries on one split; answers of the main router at a middling knob are added to `examples`. */
export async function sweepSplit(
  context: RecipeContext,
  setting: Setting,
  split: Exclude<Split, 'train'>,
  benchmarks: readonly Benchmark[],
  entries: readonly SweepEntry[],
  store: StepStore,
  examples: ReportTrajectory[],
): Promise<OutcomeRow[]> {
  const { config, onProgress, onNote, signal } = context;
  const { id, pool } = setting;
  const count = split === 'test' ? config.bench.testQueries : config.bench.validationQueries;
  const main = entries.find((entry) => entry.router === mainRouter(config));
  const exampleKnob = main?.knobs[Math.floor(main.knobs.length / 2)] ?? undefined;
  const queries = benchmarks.flatMap((benchmark) => benchmark.queries(split, count, config.seed));
  const { rows, failures } = await sweep({
    setting: id,
    split,
    pool,
    entries,
    seeds: config.train.seeds,
    queries,
    run: async (router: Router, list, seed) => {
      const { trajectories } = await runRollouts({
        ...engineOptions(config),
        pool,
        queries: list,
        benchmark: graderOf,
        router,
        seed,
        store,
        concurrency: config.concurrency,
        ...(signal === undefined ? {} : { signal }),
      });
      if (
        split === 'test' &&
        seed === config.train.seeds[0] &&
        router.id === mainRouter(config) &&
        router.knob === exampleKnob
      ) {
        examples.push(
          ...trajectories.map((trajectory) => ({
            setting: id,
            models: pool.models,
            priced: pricedModels(pool),
            trajectory,
          })),
        );
      }
      return trajectories;
    },
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(signal === undefined ? {} : { signal }),
  });
  const [failure] = failures;
  if (failure !== undefined) {
    onNote?.(
      `Warning: ${failures.length} answers of ${id} ${split} failed and count as wrong; the first: ${failure.router}, ${failure.queryId}: ${failure.reason}`,
    );
  }
  if (!config.routers.includes(oracle)) return rows;
  const [seed] = config.train.seeds as [number];
  return [...rows, ...(await oracleRows(context, setting, split, queries, seed, store))];
}
