import {
  type CriticalSteps,
  criticalStepsSchema,
  type PoolModel,
  type Query,
  Random,
  type Router,
  type Stratum,
  type Trajectory,
  writeJsonlFile,
} from '@roro/core';
import { type DiversityReport, diversity, MeteredStepStore, runRollouts, type StepStore } from '@roro/engine';
import { fixedRouter } from '@roro/routers';
import { attemptsName, draftedAttempt } from './attempts.js';
import { behavioursOf } from './behaviours.js';
import { findCriticalSteps } from './critical-steps.js';
import type { RecipeContext } from './open-run.js';
import { reportFailures } from './report-failures.js';
import {
  engineOptions,
  graderOf,
  interleavedQueries,
  openStore,
  resolveSettings,
  type Setting,
  trainingBenchmarks,
} from './settings.js';

export interface CollectReport extends DiversityReport {
  setting: string;
  /** JSONL of the trajectories: each model alone, the dearest over drafts of the cheapest, and the diverse ones. */
  paths: string[];
  /** Queries by which model alone is right, and those among them with diverse rollouts. */
  strata: Record<Stratum, { queries: number; diverse: number }>;
  /** Mean number of critical steps of the queries that only the dearest model gets right. */
  criticalSteps: number | undefined;
}

/** What a setting's collection holds. */
export interface Collection {
  queries: Query[];
  /** Each model alone, by query id. */
  ends: Map<string, Trajectory[]>;
  /** The dearest model over drafts of the cheapest, by query id. */
  drafted: Map<string, Trajectory[]>;
  /** Diverse rollouts of a stratified part of the queries. */
  diverse: Trajectory[];
  critical: Map<string, CriticalSteps>;
  /** What the whole collection took, critical-step labels included. */
  spent: Spent;
  /** What the models alone took: all that an outcome-only training needs beforehand. */
  spentOnEnds: Spent;
}

/** Rollouts of a stage, and the distinct steps that they asked for. */
export interface Spent {
  rollouts: number;
  meter: MeteredStepStore;
}

/**
 * Rolls out the behaviour policies on the training queries of every setting. Resumes.
 *
 * @throws GenerationError where all rollouts of a model alone failed
 */
export async function collect(context: RecipeContext): Promise<CollectReport[]> {
  const store = openStore(context);
  try {
    const reports: CollectReport[] = [];
    for (const setting of resolveSettings(context.config)) {
      reports.push(reportOf(context, setting, await collectSetting(context, setting, store)));
    }
    context.run.writeJson('collect.json', reports);
    return reports;
  } finally {
    store.close();
  }
}

/**
 * The collection of one setting: each model alone on every query, critical steps by suffix replacement, the dearest model
 * over drafts of the cheapest, then diverse behaviour policies on a part of the queries in which every stratum is present.
 * What the step store holds is not generated again. Writes `trajectories/<setting>.jsonl`, `…-drafted.jsonl`,
 * `…-diverse.jsonl` and `critical/<setting>.jsonl`.
 */
export function collectSetting(
  context: RecipeContext,
  setting: Setting,
  store: StepStore,
): Promise<Collection> {
  const known = collections.get(store) ?? new Map<string, Promise<Collection>>();
  collections.set(store, known);
  const key = context.run.file(setting.id);
  const collection = known.get(key) ?? makeCollection(context, setting, store);
  known.set(key, collection);
  return collection;
}

/** Collections of an open store by run and setting: several stages of a run need the same one. */
const collections = new WeakMap<StepStore, Map<string, Promise<Collection>>>();

async function makeCollection(
  context: RecipeContext,
  setting: Setting,
  shared: StepStore,
): Promise<Collection> {
  const { config, run } = context;
  const endMeter = new MeteredStepStore(shared);
  const queries = interleavedQueries(
    trainingBenchmarks(config),
    'train',
    config.collect.queriesPerBenchmark,
    config.seed,
  );
  const models = setting.pool.models.map((_, index) => fixedRouter(index));
  const { trajectories: alone } = await rollOut(context, setting, endMeter, {
    queries,
    name: setting.id,
    groupSize: models.length * config.collect.endSamples,
    router: ({ sample }) => models[sample % models.length] as Router,
    alone: setting.pool.models,
  });
  const store = new MeteredStepStore(shared, endMeter);
  const ends = byQuery(alone);
  const { labels, rollouts: finishes } = await findCriticalSteps(context, setting, store, ends);
  writeJsonlFile(
    run.file('critical', `${setting.id}.jsonl`),
    labels.map((label) => criticalStepsSchema.parse(label)),
  );
  const critical = new Map(labels.map((label) => [label.queryId, label]));
  const { trajectories: drafted } = await rollOut(context, setting, store, {
    queries,
    name: attemptsName(setting.id),
    groupSize: config.collect.endSamples,
    router: () => draftedAttempt,
  });
  const chosen = stratified(
    queries,
    (query) => critical.get(query.id)?.stratum,
    config.collect.diverseQueriesPerBenchmark * trainingBenchmarks(config).length,
    config.seed,
  );
  const thresholds = entropyQuantiles(alone, setting.pool.models[0]?.id, [0.6, 0.85]);
  const large = setting.pool.models.at(-1)?.id;
  const behaviours = chosen.map((query) => {
    const own = ends.get(query.id) ?? [];
    const reference = own.find(({ steps }) => steps.every((step) => step.model === large)) as Trajectory;
    return behavioursOf(reference, critical.get(query.id) ?? { steps: [] }, thresholds, config.train.mode);
  });
  const { trajectories: diverse } = await rollOut(context, setting, store, {
    queries: chosen,
    name: `${setting.id}-diverse`,
    groupSize: behaviours[0]?.length ?? 1,
    router: ({ queryIndex, sample }) => behaviours[queryIndex]?.[sample] as Router,
  });
  return {
    queries,
    ends,
    drafted: byQuery(drafted),
    diverse,
    critical,
    spent: { rollouts: alone.length + finishes + drafted.length + diverse.length, meter: store },
    spentOnEnds: { rollouts: alone.length, meter: endMeter },
  };
}

interface RollOut {
  queries: readonly Query[];
  /** Of the file, and in progress events. */
  name: string;
  groupSize: number;
  router(place: { queryIndex: number; sample: number }): Router;
  /** Models whose rollouts these are by turns, each alone. */
  alone?: readonly PoolModel[];
}

/**
 * Rolls out and writes the file. A run that goes on rolls out again: what was generated is in the step store and costs
 * no call, and so the meter sees every step whether it was generated now or before.
 *
 * @throws GenerationError where all rollouts of a model alone failed
 */
async function rollOut(
  { config, run, onProgress, onNote, signal }: RecipeContext,
  { pool }: Setting,
  store: StepStore,
  { queries, name, groupSize, router, alone = [] }: RollOut,
): Promise<{ trajectories: Trajectory[] }> {
  const { trajectories } = await runRollouts({
    ...engineOptions(config),
    pool,
    queries,
    benchmark: graderOf(config),
    router,
    groupSize,
    seed: config.seed,
    store,
    concurrency: config.concurrency,
    task: `collect ${name}`,
    ...(signal === undefined ? {} : { signal }),
    onEvent: (event) => {
      if (event.type === 'progress') onProgress?.(event);
    },
  });
  writeJsonlFile(run.file('trajectories', `${name}.jsonl`), trajectories);
  reportFailures(trajectories, { name, alone, onNote });
  return { trajectories };
}

function byQuery(trajectories: readonly Trajectory[]): Map<string, Trajectory[]> {
  const groups = new Map<string, Trajectory[]>();
  for (const trajectory of trajectories) {
    const group = groups.get(trajectory.query.id);
    if (group === undefined) groups.set(trajectory.query.id, [trajectory]);
    else group.push(trajectory);
  }
  return groups;
}

/**
 * `count` of the queries with the strata as equal as they can be: each gives its share, and what one lacks the others
 * fill. In the order of the queries.
 */
export function stratified(
  queries: readonly Query[],
  stratum: (query: Query) => Stratum | undefined,
  count: number,
  seed: number,
): Query[] {
  const strata = new Map<Stratum | undefined, Query[]>();
  for (const query of new Random('stratified', seed).shuffle(queries)) {
    const own = strata.get(stratum(query));
    if (own === undefined) strata.set(stratum(query), [query]);
    else own.push(query);
  }
  const lists = [...strata.values()].sort((a, b) => a.length - b.length);
  const chosen = new Set<Query>();
  lists.forEach((list, i) => {
    const share = Math.ceil((count - chosen.size) / (lists.length - i));
    for (const query of list.slice(0, share)) chosen.add(query);
  });
  return queries.filter((query) => chosen.has(query));
}

/** Quantiles of the cheapest model's mean step entropies, nats; none where it gives no entropies. */
function entropyQuantiles(
  trajectories: readonly Trajectory[],
  model: string | undefined,
  levels: readonly number[],
): number[] {
  const entropies = trajectories
    .flatMap(({ steps }) =>
      steps.flatMap((step) => (step.model === model ? (step.statistics?.meanEntropy ?? []) : [])),
    )
    .sort((a, b) => a - b);
  if (entropies.length === 0) return [];
  return levels.map((level) => entropies[Math.floor(level * (entropies.length - 1))] as number);
}

function reportOf(
  { run }: RecipeContext,
  { id, pool }: Setting,
  { queries, ends, drafted, diverse, critical, spent }: Collection,
): CollectReport {
  const withDiverse = new Set(diverse.map(({ query }) => query.id));
  const strata = Object.fromEntries(
    (['small-right', 'only-large-right', 'neither-right'] as const).map((stratum) => {
      const own = queries.filter((query) => critical.get(query.id)?.stratum === stratum);
      return [
        stratum,
        { queries: own.length, diverse: own.filter((query) => withDiverse.has(query.id)).length },
      ];
    }),
  ) as CollectReport['strata'];
  const needed = [...critical.values()].filter(({ stratum }) => stratum === 'only-large-right');
  return {
    setting: id,
    paths: [id, attemptsName(id), `${id}-diverse`].map((name) => run.file('trajectories', `${name}.jsonl`)),
    strata,
    criticalSteps:
      needed.length === 0
        ? undefined
        : needed.reduce((sum, { steps }) => sum + steps.length, 0) / needed.length,
    ...diversity(
      [...[...ends.values()].flat(), ...[...drafted.values()].flat(), ...diverse],
      pool.models.map((model) => model.id),
      spent.meter.counts(),
    ),
  };
}
