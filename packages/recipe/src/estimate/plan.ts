import { existsSync } from 'node:fs';
import type { SweepEntry } from '@roro/bench';
import type { Query, Router, RoutingMode, Split, Trajectory } from '@roro/core';
import type { StepStore } from '@roro/engine';
import { fixedRouter } from '@roro/routers';
import { draftedAttempt } from '../attempts.js';
import { behavioursPerQuery } from '../behaviours.js';
import { curveKnobs, curveQueries, curveQueriesOf } from '../learning-curves.js';
import type { RecipeContext } from '../open-run.js';
import { reviewingBehaviours } from '../plan/reviewing-behaviours.js';
import { snapshotUpdates } from '../policy-snapshots.js';
import { interleavedQueries, type Setting, trainingBenchmarks } from '../settings.js';
import { knownRollouts } from './known-rollouts.js';
import { modelProfiles } from './model-profile.js';

/** Who writes: one model alone (its place in the pool), several in a mode, or the dearest over drafts of the cheapest. */
export type Writers = number | RoutingMode | 'drafted';

/** Rollouts that the store does not hold from end to end. */
export interface UnknownRollouts {
  writers: Writers;
  /** Steps that are known of each. */
  begun: readonly number[];
  /** Share of their steps that has to be generated, where that follows from the settings; else what is measured says so. */
  share?: number;
}

export interface PlannedStage {
  rollouts: number;
  known: number;
  /** What its rollouts are about: those of one query share steps. */
  queries: number;
  unknown: UnknownRollouts[];
}

/** The work of a setting, before it is priced. */
export interface Plan {
  stages: Map<string, PlannedStage>;
  /** Answers of one model alone that the store holds. */
  alone: Trajectory[];
}

/** Adds rollouts to a stage, `known` of them whole and the others as they are given. */
export function planRollouts(
  { stages }: Plan,
  name: string,
  { known = 0, queries, unknown }: { known?: number; queries: number; unknown: UnknownRollouts },
): void {
  const stage = stages.get(name) ?? { rollouts: 0, known: 0, queries, unknown: [] };
  stage.rollouts += known + unknown.begun.length;
  stage.known += known;
  stage.queries = Math.max(stage.queries, queries);
  stage.unknown.push(unknown);
  stages.set(name, stage);
}

/** Rollouts of which nothing is known. */
export function fresh(count: number): number[] {
  return Array<number>(count).fill(0);
}

/** Critical steps are looked for on queries that only the dearest model gets right: taken to be one in four. */
const searchedShare = 0.25;

/**
 * The collection, where something needs it that is not there; in any case what is known of the models alone.
 *
 * @param plan with the answers of single models to other queries that are known: the search for critical steps goes over
 *   every step of an answer
 */
export async function planCollection(
  context: RecipeContext,
  setting: Setting,
  store: StepStore,
  plan: Plan,
  isNeeded: boolean,
): Promise<void> {
  const { config, run } = context;
  const { collect, train } = config;
  const benchmarks = trainingBenchmarks(config);
  const queries = interleavedQueries(benchmarks, 'train', collect.queriesPerBenchmark, config.seed);
  if (queries.length === 0) return;
  const models = setting.pool.models.map((_, index) => fixedRouter(index));
  const { whole, broken } = await knownRollouts(context, setting, store, {
    queries,
    router: ({ sample }) => models[sample % models.length] as Router,
    groupSize: models.length * collect.endSamples,
    seed: config.seed,
  });
  plan.alone.push(...whole);
  if (!isNeeded || existsSync(run.file('trajectories', `${setting.id}-diverse.jsonl`))) return;
  const add = (known: number, unknown: UnknownRollouts): void =>
    planRollouts(plan, 'collect', { known, queries: queries.length, unknown });
  for (const [index] of models.entries()) {
    const isOwn = ({ sample }: Trajectory): boolean => sample % models.length === index;
    const begun = stepCounts(broken.filter(isOwn));
    add(whole.filter(isOwn).length, { writers: index, begun, share: 1 });
  }
  const drafted = await knownRollouts(context, setting, store, {
    queries,
    router: draftedAttempt,
    groupSize: collect.endSamples,
    seed: config.seed,
  });
  add(drafted.whole.length, { writers: 'drafted', begun: stepCounts(drafted.broken) });
  const chosen = Math.min(queries.length, collect.diverseQueriesPerBenchmark * benchmarks.length);
  const reviewing = train.mode === 'review' ? reviewingBehaviours : 0;
  add(0, { writers: 'assign', begun: fresh(chosen * (behavioursPerQuery - reviewing)) });
  add(0, { writers: 'review', begun: fresh(chosen * reviewing) });
  // The cheapest model finishes from each step of an answer of the dearest, up to which all is known.
  const steps = Math.round(modelProfiles(setting.pool, plan.alone, [], config).at(-1)?.steps ?? 0);
  const finishes = Math.round(searchedShare * queries.length) * collect.criticalSamples * steps;
  add(0, { writers: 0, begun: fresh(finishes).map((_, index) => index % steps) });
}

function stepCounts(trajectories: readonly Trajectory[]): number[] {
  return trajectories.map(({ steps }) => steps.length);
}

/** The rollouts of a method's policies. */
export function planTraining({ config }: RecipeContext, plan: Plan, name: string, mode: RoutingMode): void {
  const { train, collect } = config;
  const queries = collect.queriesPerBenchmark * trainingBenchmarks(config).length;
  const count = train.seeds.length * (queries + train.updates * train.groupsPerUpdate * train.groupSize);
  planRollouts(plan, `train ${name}`, { queries, unknown: { writers: mode, begun: fresh(count) } });
}

/** What a learning curve measures beside the benchmark: the policies before the last one, whose answers are known by then. */
export function planCurves({ config }: RecipeContext, plan: Plan, mode: RoutingMode): void {
  const { train, bench } = config;
  const queries = curveQueriesOf(config, Math.min(curveQueries, bench.validationQueries)).length;
  const policies = snapshotUpdates(train.updates, train.snapshots).length - 1;
  const begun = fresh(train.seeds.length * policies * curveKnobs.length * queries);
  planRollouts(plan, 'learning curves', { queries, unknown: { writers: mode, begun } });
}

/** A router at all of its knobs and seeds on the queries of one split. */
export async function planSweep(
  context: RecipeContext,
  setting: Setting,
  store: StepStore,
  plan: Plan,
  {
    split,
    entry,
    queries,
    alone,
  }: { split: Split; entry: SweepEntry; queries: readonly Query[]; alone?: number },
): Promise<void> {
  const { config } = context;
  const seeds = entry.seeds ?? config.train.seeds;
  for (const knob of entry.knobs) {
    for (const seed of seeds) {
      const router = entry.create(knob, seed);
      const { whole, broken } = await knownRollouts(context, setting, store, { queries, router, seed });
      if (alone !== undefined) plan.alone.push(...whole);
      planRollouts(plan, `bench ${split}`, {
        known: whole.length,
        queries: queries.length,
        unknown: {
          writers: alone ?? router.mode,
          begun: stepCounts(broken),
          // Seeds draw among the same few continuations of a node.
          ...(alone === undefined
            ? {}
            : { share: Math.min(1, config.generation.samplesPerNode / seeds.length) }),
        },
      });
    }
  }
}
