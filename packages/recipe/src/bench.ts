import { evaluate, type OutcomeRow, type SweepEntry } from '@roro/bench';
import {
  type Benchmark,
  type LearningCurveRecord,
  type Results,
  type Router,
  type Split,
  ValidationError,
  writeJsonlFile,
} from '@roro/core';
import type { StepStore } from '@roro/engine';
import {
  findRouterFamily,
  type LearnedPolicy,
  routerFamilies,
  thriftGrid,
  thriftyRouter,
  withHysteresis,
} from '@roro/routers';
import { findCatalogueEntry, oracle } from './catalogue.js';
import type { Config } from './config.js';
import { endEntries } from './end-entries.js';
import { fittedRouter } from './fit-router.js';
import { curveKnobs, curveQueries, learningCurves } from './learning-curves.js';
import { measureEntries } from './measure-entries.js';
import { configuredMethod, type Method } from './methods.js';
import type { RecipeContext } from './open-run.js';
import { oracleRows } from './oracle.js';
import { renderRunReport, type TestAnswer } from './report.js';
import { measuredQueries } from './sealed-benchmark.js';
import { openStore, resolveBenchmarks, resolveSettings, type Setting } from './settings.js';
import { learnedMethods, spentBudget, trainedPolicies } from './train-router.js';

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
  const answers: TestAnswer[] = [];
  const curves: LearningCurveRecord[] = [];
  try {
    for (const setting of settings) {
      const entries = await sweepEntries(context, setting, store);
      for (const split of ['validation', 'test'] as const) {
        swept.push(await sweepSplit(context, setting, split, benchmarks, entries, store, answers));
      }
    }
    curves.push(...(await shownCurves(context, settings, store)));
  } finally {
    store.close();
  }
  const rows = swept.flat();
  const evaluated = evaluate({
    run: run.id,
    rows,
    pools: Object.fromEntries(settings.map(({ id, pool }) => [id, pool.models.map((model) => model.id)])),
    seed: config.seed,
    replicates: config.bench.replicates,
    comparisons: [
      ...[...new Set([mainRouter(config), ...learnedMethods(config).map(({ id }) => id)])].map((router) => ({
        router,
        benchmarks: benchmarks.filter(({ trainsRouters }) => trainsRouters).map(({ id }) => id),
      })),
      {
        router: mainRouter(config),
        benchmarks: benchmarks.map(({ id }) => id),
        budgets: [20, 40, 60],
        acrossSettings: true,
      },
    ],
    budgets: Object.fromEntries(
      settings.map(({ id }) => [
        id,
        Object.fromEntries(
          learnedMethods(config).map((method) => [method.id, spentBudget(context, method, id)]),
        ),
      ]),
    ),
  });
  const results: Results = {
    ...withNotes(evaluated, settings),
    ...(curves.length === 0 ? {} : { learningCurves: curves }),
  };
  const resultsPath = run.file('results.json');
  writeJsonlFile(run.file('outcomes.jsonl'), rows);
  writeJsonlFile(run.file('trajectories', 'test.jsonl'), answers);
  run.writeJson('results.json', results);
  const reportPath = renderRunReport(context);
  onNote?.(`Wrote ${resultsPath}`);
  return { results, resultsPath, reportPath };
}

/** Learning curves of the main router and of its baseline, coarse enough to cost little. */
async function shownCurves(
  context: RecipeContext,
  settings: readonly Setting[],
  store: StepStore,
): Promise<LearningCurveRecord[]> {
  const { config } = context;
  const methods = curveMethods(config);
  if (methods.length === 0) return [];
  const queries = Math.min(curveQueries, config.bench.validationQueries);
  return learningCurves(context, { methods, settings, store, knobs: curveKnobs, queries });
}

/** Methods of which a benchmark draws learning curves. */
export function curveMethods(config: Config): Method[] {
  if (config.train.snapshots === 0) return [];
  const shown = shownRouters(config);
  return learnedMethods(config).filter(({ id }) => shown.includes(id));
}

/** Adds what a reader must know of a setting's pool. */
function withNotes(results: Results, settings: readonly Setting[]): Results {
  const notes = new Map(settings.map(({ id, pool }) => [id, pool.note]));
  return {
    ...results,
    settings: results.settings.map((each) => {
      const note = notes.get(each.setting);
      return note === undefined ? each : { ...each, note };
    }),
  };
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
  try {
    return await learnedEntry(context, setting, store, name);
  } catch (error) {
    // The setting's data cannot settle what the router must learn; that is no reason to measure none of the others.
    if (!(ValidationError.isInstance(error) && error.code === 'VALIDATION')) throw error;
    context.onNote?.(`Left out in ${setting.id}: ${name} could not be fitted. ${error.message}`);
    return undefined;
  }
}

/** Trains or fits the router first, where it has something to learn. */
async function learnedEntry(
  context: RecipeContext,
  setting: Setting,
  store: StepStore,
  name: string,
): Promise<SweepEntry> {
  const method = configuredMethod(context.config, name);
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
function mainRouter({ routers }: Pick<RecipeContext['config'], 'routers'>): string {
  return routers.includes('roro') ? 'roro' : (routers.findLast((name) => name !== oracle) as string);
}

/** The main router and the one that its answers are set against: outcome-only training, or what is named before it. */
function shownRouters({ routers }: Pick<RecipeContext['config'], 'routers'>): string[] {
  const main = mainRouter({ routers });
  const others = routers.filter((name) => ![main, 'srm-only', 'lrm-only', oracle].includes(name));
  return [main, ...(others.includes('grpo') ? ['grpo'] : others.slice(-1))];
}

/**
 * Outcomes of all entries on one split. Test answers of the main router and of its baseline, each at its middling knob and
 * with the first seed, are added to `answers`: the report and `roro inspect` show them.
 */
export async function sweepSplit(
  context: RecipeContext,
  setting: Setting,
  split: Exclude<Split, 'train'>,
  benchmarks: readonly Benchmark[],
  entries: readonly SweepEntry[],
  store: StepStore,
  answers: TestAnswer[],
): Promise<OutcomeRow[]> {
  const { config, onProgress } = context;
  const count = split === 'test' ? config.bench.testQueries : config.bench.validationQueries;
  const shown = shownRouters(config);
  const isShown = (router: Router): boolean => {
    const knobs = entries.find((entry) => entry.router === router.id)?.knobs ?? [];
    return shown.includes(router.id) && router.knob === (knobs[Math.floor(knobs.length / 2)] ?? undefined);
  };
  const queries = benchmarks.flatMap((benchmark) => measuredQueries(benchmark, split, count, config.seed));
  const rows = await measureEntries(context, {
    setting,
    split,
    entries,
    seeds: config.train.seeds,
    queries,
    store,
    onProgress,
    onAnswers: (router, seed, trajectories) => {
      if (split !== 'test' || seed !== config.train.seeds[0] || !isShown(router)) return;
      for (const trajectory of trajectories) answers.push({ ...trajectory, setting: setting.id });
    },
  });
  if (!config.routers.includes(oracle)) return rows;
  const [seed] = config.train.seeds as [number];
  return [...rows, ...(await oracleRows(context, setting, split, queries, seed, store))];
}
