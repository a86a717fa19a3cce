import { type OutcomeRow, type SweepEntry, sweep } from '@roro/bench';
import type { CostUnit, ProgressListener, Query, Router, Split, Trajectory } from '@roro/core';
import { runRollouts, type StepStore } from '@roro/engine';
import { inTurn } from './in-turn.js';
import type { RecipeContext } from './open-run.js';
import { engineOptions, graderOf, type Setting } from './settings.js';

export interface MeasureEntriesOptions {
  setting: Setting;
  split: Exclude<Split, 'train'>;
  entries: readonly SweepEntry[];
  seeds: readonly number[];
  queries: readonly Query[];
  store: StepStore;
  /** Default: that of the pool (`costUnitOf`). */
  costUnit?: CostUnit;
  onProgress?: ProgressListener | undefined;
  /** Told of the answers of every router at every knob and seed. */
  onAnswers?: (router: Router, seed: number, answers: readonly Trajectory[]) => void;
}

/**
 * Routers at their knobs that are measured at a time where workers make the steps. Here it is one: its queries keep the models
 * busy, and what it has generated costs the next one nothing. Workers wait for each other's steps instead.
 */
const cellsAtATime = 8;

/** Outcomes of routers at their knobs on queries of one split; answers that failed are noted and count as wrong. */
export async function measureEntries(
  { config, workers, onNote, signal }: RecipeContext,
  options: MeasureEntriesOptions,
): Promise<OutcomeRow[]> {
  const { setting, split, entries, seeds, queries, store, costUnit, onProgress, onAnswers } = options;
  const { id, pool } = setting;
  const stop = signal === undefined ? {} : { signal };
  const tell = inTurn();
  let begun = 0;
  const { rows, failures } = await sweep({
    setting: id,
    split,
    pool,
    entries,
    seeds,
    queries,
    ...(workers === undefined ? {} : { concurrency: cellsAtATime }),
    run: async (router, list, seed) => {
      const position = begun++;
      const { trajectories } = await runRollouts({
        ...engineOptions(config),
        ...stop,
        pool,
        queries: list,
        benchmark: graderOf(config),
        router,
        seed,
        store,
        concurrency: config.concurrency,
      });
      tell(position, () => onAnswers?.(router, seed, trajectories));
      return trajectories;
    },
    ...(costUnit === undefined ? {} : { costUnit }),
    ...(onProgress === undefined ? {} : { onProgress }),
    ...stop,
  });
  const [failure] = failures;
  if (failure !== undefined) {
    onNote?.(
      `Warning: ${failures.length} answers of ${id} ${split} failed and count as wrong; the first: ${failure.router}, ${failure.queryId}: ${failure.reason}`,
    );
  }
  return rows;
}
