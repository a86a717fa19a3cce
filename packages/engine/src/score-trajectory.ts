import { findScorer, type ModelPool, type Trajectory, viewQuery } from '@roro/core';
import { resolveEngineSettings } from './engine-settings.js';
import type { StepStore } from './step-store.js';
import { StepWriter } from './step-writer.js';

export interface ScoreTrajectoryOptions {
  pool: ModelPool;
  /** Id of a scorer of the pool. */
  scorer: string;
  trajectory: Trajectory;
  /** Values that it holds are not asked for again. Default: none. */
  store?: StepStore;
  signal?: AbortSignal;
}

/**
 * What a scorer of the pool makes of each step of a recorded answer, in order, range [0, 1].
 *
 * @throws ConfigurationError for an unknown scorer; GenerationError where the model behind it fails; AbortError
 */
export async function scoreTrajectory(options: ScoreTrajectoryOptions): Promise<number[]> {
  const { pool, trajectory, store, signal } = options;
  const scorer = findScorer(pool, options.scorer);
  const writer = new StepWriter({
    trajectoryId: trajectory.id,
    query: viewQuery(trajectory.query),
    // Nothing is generated here: the delimiter only names samplers.
    format: { delimiter: '\n', finalAnswer: () => undefined },
    settings: resolveEngineSettings(pool, {}),
    seed: trajectory.seed,
    sample: trajectory.sample,
    counts: { requested: 0, generated: 0 },
    store,
    signal,
  });
  const values: number[] = [];
  for (const [index, step] of trajectory.steps.entries()) {
    writer.keep(step);
    values.push((await writer.scoreKept(scorer, index)).value);
  }
  return values;
}
