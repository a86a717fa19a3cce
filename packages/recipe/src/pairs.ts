import {
  costIn,
  costUnitOf,
  hashWords,
  type ModelPool,
  type PairCandidate,
  type PreferencePair,
  preferencePairs,
  processQuality,
  routableModels,
  type Split,
  type Trajectory,
  type TrajectoryView,
  trajectoryEvidence,
  ValidationError,
  viewTrajectory,
  writeJsonlFile,
} from '@roro/core';
import type { StepStore } from '@roro/engine';
import { type Collection, collectSetting } from './collect.js';
import type { RecipeContext } from './open-run.js';
import { openStore, resolveSettings, type Setting } from './settings.js';

/** A pair with what a judge may see of its sides. */
export interface ViewedPair {
  pair: PreferencePair;
  chosen: TrajectoryView;
  rejected: TrajectoryView;
}

/** Pairs by split of their query: one query's pairs are never in two splits. */
export type PairSplits = Record<Split, ViewedPair[]>;

export interface PairReport {
  setting: string;
  path: string;
  /** Pairs by reason, in each split. */
  counts: Record<Split, Record<PreferencePair['reason'], number>>;
  queries: Record<Split, number>;
}

/** Writes the preference pairs of every setting to `pairs/<setting>.jsonl`; collects first where that is missing. */
export async function writePairs(context: RecipeContext): Promise<PairReport[]> {
  const store = openStore(context);
  try {
    const reports: PairReport[] = [];
    for (const setting of resolveSettings(context.config)) {
      const splits = await settingPairs(context, setting, store);
      reports.push(reportOf(context, setting, splits));
    }
    context.run.writeJson('pairs.json', reports);
    return reports;
  } finally {
    store.close();
  }
}

/** The pairs of one setting. */
export async function settingPairs(
  context: RecipeContext,
  setting: Setting,
  store: StepStore,
): Promise<PairSplits> {
  const collection = await collectSetting(context, setting, store);
  const trajectories = [...[...collection.ends.values()].flat(), ...collection.diverse];
  const candidates = pairCandidates(trajectories, collection, setting);
  const pairs = preferencePairs(candidates, {
    perReason: context.config.reward.pairsPerReason,
    seed: context.config.seed,
  });
  writeJsonlFile(context.run.file('pairs', `${setting.id}.jsonl`), pairs);
  return viewPairs(pairs, trajectories, setting);
}

function pairCandidates(
  trajectories: readonly Trajectory[],
  { critical, ends }: Collection,
  { pool }: Setting,
): PairCandidate[] {
  const models = routableModels(pool);
  const references = referenceCosts([...ends.values()].flat(), pool);
  const unit = costUnitOf(pool);
  return trajectories.flatMap((trajectory) => {
    const { id, query, steps, finish, correct } = trajectory;
    const reference = references.get(query.id);
    const label = critical.get(query.id);
    if (finish === 'failed' || correct === undefined || reference === undefined) return [];
    const isLabelled = label !== undefined && label.stratum !== 'neither-right';
    return [
      {
        id,
        queryId: query.id,
        correct,
        costShare: costIn(trajectory.cost, unit) / reference,
        quality: isLabelled
          ? processQuality(trajectoryEvidence(viewTrajectory(trajectory, models)), label.segments)
          : undefined,
        fingerprint: hashWords(steps.map((step) => `${step.model}\u0000${step.text}`).join('\u0001')).join(),
      },
    ];
  });
}

/** Mean cost per query of the rollouts that the dearest model wrote alone. */
export function referenceCosts(
  trajectories: readonly Trajectory[],
  pool: Pick<ModelPool, 'models' | 'scorers'>,
): Map<string, number> {
  const unit = costUnitOf(pool);
  const large = pool.models.at(-1)?.id;
  const costs = new Map<string, number[]>();
  for (const { query, steps, cost, finish } of trajectories) {
    if (finish === 'failed' || steps.length === 0 || steps.some((step) => step.model !== large)) continue;
    costs.set(query.id, [...(costs.get(query.id) ?? []), costIn(cost, unit)]);
  }
  return new Map([...costs].map(([id, values]) => [id, values.reduce((a, b) => a + b, 0) / values.length]));
}

/**
 * Joins pairs with their trajectories and splits them by query: 70 % train, 15 % validation, 15 % test.
 *
 * @throws ValidationError where a trajectory of a pair is missing
 */
export function viewPairs(
  pairs: readonly PreferencePair[],
  trajectories: readonly Trajectory[],
  { pool }: Pick<Setting, 'pool'>,
): PairSplits {
  const models = routableModels(pool);
  const byId = new Map(trajectories.map((trajectory) => [trajectory.id, trajectory]));
  const views = new Map<string, TrajectoryView>();
  const viewOf = (id: string, { queryId }: PreferencePair): TrajectoryView => {
    const known = views.get(id);
    if (known !== undefined) return known;
    const trajectory = byId.get(id);
    if (trajectory === undefined) {
      throw new ValidationError({
        message: `A pair of query "${queryId}" names trajectory "${id}", which is not among the ${trajectories.length} that were collected.`,
        nextStep: 'Remove the pair file to make it again from the trajectories, or restore the trajectories.',
      });
    }
    const view = viewTrajectory(trajectory, models);
    views.set(id, view);
    return view;
  };
  const splits: PairSplits = { train: [], validation: [], test: [] };
  for (const pair of pairs) {
    splits[pairSplit(pair.queryId)].push({
      pair,
      chosen: viewOf(pair.chosen, pair),
      rejected: viewOf(pair.rejected, pair),
    });
  }
  return splits;
}

/** Which split the pairs of a query belong to, by a hash of its id. */
export function pairSplit(queryId: string): Split {
  const share = (hashWords(`pair split\u0000${queryId}`)[0] >>> 0) / 2 ** 32;
  return share < 0.7 ? 'train' : share < 0.85 ? 'validation' : 'test';
}

function reportOf({ run }: RecipeContext, { id }: Setting, splits: PairSplits): PairReport {
  const names = ['train', 'validation', 'test'] as const;
  const of = <T>(value: (pairs: readonly ViewedPair[]) => T): Record<Split, T> =>
    Object.fromEntries(names.map((name) => [name, value(splits[name])])) as Record<Split, T>;
  return {
    setting: id,
    path: run.file('pairs', `${id}.jsonl`),
    counts: of((pairs) => {
      const count = (reason: PreferencePair['reason']): number =>
        pairs.filter(({ pair }) => pair.reason === reason).length;
      return { outcome: count('outcome'), cost: count('cost'), process: count('process') };
    }),
    queries: of((pairs) => new Set(pairs.map(({ pair }) => pair.queryId)).size),
  };
}
