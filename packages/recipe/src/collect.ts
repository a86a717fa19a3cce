import type { Router, Trajectory } from '@roro/core';
import { type DiversityReport, diversity, runRollouts, type StepCounts, type StepStore } from '@roro/engine';
import { fixedRouter, randomRouter } from '@roro/routers';
import type { RecipeContext } from './open-run.js';
import {
  engineOptions,
  graderOf,
  interleavedQueries,
  openStore,
  resolveSettings,
  type Setting,
  trainingBenchmarks,
} from './settings.js';

/** Behaviour policies of the collection, one rollout each per query. */
const behaviours: readonly (() => Router)[] = [
  () => fixedRouter(0),
  () => fixedRouter(-1),
  ...[0.2, 0.4, 0.6, 0.8].map((share) => () => randomRouter(share)),
];

export interface CollectReport extends DiversityReport {
  setting: string;
  /** JSONL of the trajectories. */
  path: string;
}

/** Rolls out the behaviour policies on the training queries of every setting. Resumes; writes `trajectories/<setting>.jsonl`. */
export async function collect(context: RecipeContext): Promise<CollectReport[]> {
  const store = openStore(context);
  try {
    const reports: CollectReport[] = [];
    for (const setting of resolveSettings(context.config)) {
      const { trajectories, counts } = await collectSetting(context, setting, store);
      reports.push({
        setting: setting.id,
        path: context.run.file('trajectories', `${setting.id}.jsonl`),
        ...diversity(
          trajectories,
          setting.pool.models.map((model) => model.id),
          counts,
        ),
      });
    }
    context.run.writeJson('collect.json', reports);
    return reports;
  } finally {
    store.close();
  }
}

export interface Collection {
  trajectories: Trajectory[];
  counts: StepCounts;
}

/** The collection of one setting; what its file already holds is not run again. */
export async function collectSetting(
  { config, run, onProgress, signal }: RecipeContext,
  { id, pool }: Setting,
  store: StepStore,
): Promise<Collection> {
  const routers = behaviours.map((make) => make());
  return runRollouts({
    ...engineOptions(config),
    pool,
    queries: interleavedQueries(
      trainingBenchmarks(config),
      'train',
      config.collect.queriesPerBenchmark,
      config.seed,
    ),
    benchmark: graderOf,
    router: ({ sample }) => routers[sample] as Router,
    groupSize: routers.length,
    seed: config.seed,
    store,
    concurrency: config.concurrency,
    path: run.file('trajectories', `${id}.jsonl`),
    task: `collect ${id}`,
    ...(signal === undefined ? {} : { signal }),
    onEvent: (event) => {
      if (event.type === 'progress') onProgress?.(event);
    },
  });
}
