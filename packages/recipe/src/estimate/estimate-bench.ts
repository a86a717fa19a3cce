import { existsSync } from 'node:fs';
import type { SweepEntry } from '@roro/bench';
import type { Query, RoutingMode, Split } from '@roro/core';
import { exploreRoutingTree, type StepStore } from '@roro/engine';
import { findRouterFamily, routerFamilies, thriftGrid } from '@roro/routers';
import { curveMethods, sweepEntries } from '../bench.js';
import { findCatalogueEntry, oracle } from '../catalogue.js';
import { findMethod } from '../methods.js';
import type { RecipeContext } from '../open-run.js';
import { measuredQueries } from '../sealed-benchmark.js';
import {
  engineOptions,
  graderOf,
  openStore,
  resolveBenchmarks,
  resolveSettings,
  type Setting,
} from '../settings.js';
import { storedStepsOnly } from '../stored-steps-only.js';
import { type ModelProfile, modelProfiles } from './model-profile.js';
import { runPilot } from './pilot.js';
import {
  fresh,
  type Plan,
  planCollection,
  planCurves,
  planRollouts,
  planSweep,
  planTraining,
} from './plan.js';
import { type RoleCalls, roleCalls } from './role-calls.js';
import { collectionSharing, type Sharing, shareAt } from './sharing.js';
import {
  addSpending,
  reportSpending,
  type Spending,
  type SpendingReport,
  stageSpending,
} from './spending.js';

/** A part of the work. What is in the step store already is known and takes nothing. */
export interface StageEstimate extends SpendingReport {
  stage: string;
  /** Answers of the stage; of the oracle, queries. */
  rollouts: number;
  /** Those that the store holds from end to end. */
  known: number;
}

export interface SettingEstimate {
  setting: string;
  /** From the cheapest to the dearest: what the estimate is made of. */
  profiles: ModelProfile[];
  /** How much rollouts of a query share. Absent before anything measured it: then nothing is shared, and the estimate is far too high. */
  sharing?: Sharing;
  stages: StageEstimate[];
  total: SpendingReport;
  /** What language models are asked as Rubricor and Judge, at most, beside the total. Absent where they are not asked. */
  languageModels?: RoleCalls[];
}

/** What `benchRouters` would spend from here on, training and collection included. */
export interface BenchEstimate {
  version: 1;
  run: string;
  settings: SettingEstimate[];
}

export interface EstimateOptions {
  /**
   * Validation queries of each benchmark that are answered first (`runPilot`), default 0: then no model is called. What they
   * generate stays in the store.
   */
  pilot?: number;
}

/**
 * What measuring would take, before anything is spent. Rollouts are walked through the step store; where it ends, the mean
 * answer of each model alone stands for the rest, as far as the store has some, and the budget where it has none. How routers
 * share work between models and with each other is assumed: docs/cli.md says how.
 */
export async function estimateBench(
  context: RecipeContext,
  { pilot = 0 }: EstimateOptions = {},
): Promise<BenchEstimate> {
  const store = openStore(context);
  const settings: SettingEstimate[] = [];
  try {
    for (const setting of resolveSettings(context.config)) {
      const piloted = pilot > 0 ? await runPilot(context, setting, store, pilot) : undefined;
      const sharing = collectionSharing(context, setting) ?? piloted;
      settings.push(await estimateSetting(context, setting, store, sharing));
    }
  } finally {
    store.close();
  }
  return { version: 1, run: context.run.id, settings };
}

async function estimateSetting(
  context: RecipeContext,
  setting: Setting,
  store: StepStore,
  sharing: Sharing | undefined,
): Promise<SettingEstimate> {
  const { config } = context;
  const plan: Plan = { stages: new Map(), alone: [] };
  const unready = await planRun(context, setting, store, plan);
  const roles = roleCalls(context, setting.id, unready);
  const queries = [...benchQueries(context, 'validation'), ...benchQueries(context, 'test')];
  const profiles = modelProfiles(setting.pool, plan.alone, queries, config);
  const stages: StageEstimate[] = [];
  const total: Spending = new Map();
  const add = (stage: string, rollouts: number, known: number, spending: Spending): void => {
    stages.push({ stage, rollouts, known, ...reportSpending(spending, setting.pool) });
    for (const [model, more] of spending) addSpending(total, model, more);
  };
  for (const [name, stage] of plan.stages) {
    add(name, stage.rollouts, stage.known, stageSpending(stage, profiles, sharing));
  }
  if (config.routers.includes(oracle)) {
    const known = await knownTrees(context, setting, store, queries);
    add(oracle, queries.length, known, treeSpending(profiles, queries.length - known, sharing));
  }
  return {
    setting: setting.id,
    profiles,
    ...(sharing === undefined ? {} : { sharing }),
    stages,
    total: reportSpending(total, setting.pool),
    ...(roles.length === 0 ? {} : { languageModels: roles }),
  };
}

/**
 * Everything but the oracle.
 *
 * @returns routers that have to be trained or fitted first
 */
async function planRun(
  context: RecipeContext,
  setting: Setting,
  store: StepStore,
  plan: Plan,
): Promise<string[]> {
  const { config } = context;
  const routers = plannedRouters(context, setting);
  const ready = routers.filter(({ isReady }) => isReady).map(({ name }) => name);
  const unready = routers.filter(({ isReady }) => !isReady);
  const sweeps: Plan = { stages: new Map(), alone: plan.alone };
  const entries = await sweepEntries(context, setting, store, ['srm-only', ...ready]);
  for (const split of ['validation', 'test'] as const) {
    const queries = benchQueries(context, split);
    for (const [index, entry] of entries.entries()) {
      const alone = index < setting.pool.models.length ? placeOf(entry, setting) : undefined;
      await planSweep(context, setting, store, sweeps, {
        split,
        entry,
        queries,
        ...(alone === undefined ? {} : { alone }),
      });
    }
    for (const { knobs, mode } of unready) {
      const begun = fresh(knobs * config.train.seeds.length * queries.length);
      planRollouts(sweeps, `bench ${split}`, { queries: queries.length, unknown: { writers: mode, begun } });
    }
  }
  // After the sweeps, which tell how long answers are, and before them in the report.
  await planCollection(context, setting, store, plan, unready.length > 0);
  for (const { name, mode } of unready) {
    if (findMethod(name) !== undefined) planTraining(context, plan, name, mode);
  }
  for (const [name, stage] of sweeps.stages) plan.stages.set(name, stage);
  const drawn = curveMethods(config).map(({ id }) => id);
  for (const { name, mode } of unready) if (drawn.includes(name)) planCurves(context, plan, mode);
  return unready.map(({ name }) => name);
}

function benchQueries({ config }: RecipeContext, split: Exclude<Split, 'train'>): Query[] {
  const count = split === 'test' ? config.bench.testQueries : config.bench.validationQueries;
  return resolveBenchmarks(config).flatMap((benchmark) =>
    measuredQueries(benchmark, split, count, config.seed),
  );
}

/** Place in the pool of the single model of one of the first entries: the two ends, and those between them by their names. */
function placeOf({ router }: SweepEntry, { pool: { models } }: Setting): number {
  if (router === 'srm-only') return 0;
  return router === 'lrm-only' ? models.length - 1 : models.findIndex(({ id }) => router === `${id}-only`);
}

interface PlannedRouter {
  name: string;
  mode: RoutingMode;
  knobs: number;
  /** It needs no training or fit, or has had it. */
  isReady: boolean;
}

/** The routers that will be measured in a setting, without the single models and the oracle. */
function plannedRouters(
  { config, run, families = [] }: RecipeContext,
  { id, pool }: Setting,
): PlannedRouter[] {
  return config.routers.flatMap((name): PlannedRouter[] => {
    const { scorer, role } = findCatalogueEntry(name, families);
    if (role === 'end' || role === 'bound') return [];
    if (scorer !== undefined && !(pool.scorers ?? []).some((own) => own.id === scorer)) return [];
    const method = findMethod(name);
    if (method !== undefined) {
      const isReady = config.train.seeds.every((seed) =>
        existsSync(run.file('policies', `${name}-${id}-seed${seed}`, 'policy.safetensors')),
      );
      return [{ name, mode: method.policy?.mode ?? config.train.mode, knobs: thriftGrid.length, isReady }];
    }
    const family = findRouterFamily(name, [...routerFamilies, ...families]);
    const isFitted = !families.includes(family) && existsSync(run.file('routers', `${name}-${id}.json`));
    const knobs = family.knob?.values.length ?? 1;
    return [{ name, mode: family.mode, knobs, isReady: family.fit === undefined || isFitted }];
  });
}

/** Prefixes at which a tree is no longer explored whole (`exploreRoutingTree`). */
const mostNodes = 600;

/** Queries whose whole tree the store holds. */
async function knownTrees(
  { config, signal }: RecipeContext,
  { pool }: Setting,
  store: StepStore,
  queries: readonly Query[],
): Promise<number> {
  let known = 0;
  for (const query of queries) {
    let isKnown = true;
    await exploreRoutingTree({
      ...engineOptions(config),
      query,
      benchmark: graderOf(config)(query),
      pool,
      seed: config.train.seeds[0] as number,
      store: storedStepsOnly(store, () => {
        isKnown = false;
      }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (isKnown) known += 1;
  }
  return known;
}

/**
 * Trees of unknown size: at most every routing writes another text, up to the size at which they are cut; less where rollouts
 * share, since a tree is the rollouts of all routings.
 */
function treeSpending(
  profiles: readonly ModelProfile[],
  trees: number,
  sharing: Sharing | undefined,
): Spending {
  const branches = profiles.length;
  const depth = profiles.reduce((sum, { steps }) => sum + steps, 0) / branches;
  const routings = branches ** depth;
  const nodes = branches === 1 ? depth : Math.min(mostNodes, (routings - 1) / (branches - 1));
  const steps = Math.min(nodes * branches, routings * depth * shareAt(sharing, routings));
  const calls = (trees * steps) / branches;
  const spending: Spending = new Map();
  for (const { model, tokens, promptTokens } of profiles) {
    addSpending(spending, model, { calls, generated: calls * tokens, prompt: calls * promptTokens });
  }
  return spending;
}
