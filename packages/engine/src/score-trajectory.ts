import { findScorer, type ModelPool, type Trajectory, viewQuery } from '@roro/core';
import { resolveEngineSettings } from './engine-settings.js';
import type { StepStore } from './step-store.js';
import { StepWriter } from './step-writer.js';

export interface ScoreTrajectoryOptions {
  pool: ModelPool;
  /** Id of a scorer of the pool. */
  scorer: string;
  trajectory: Pick<Trajectory, 'id' | 'query' | 'seed' | 'sample' | 'steps'>;
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
  const settings = resolveEngineSettings(pool, {});
  const query = viewQuery(trajectory.query);
  const steps = trajectory.steps.map(({ text }) => text);
  await store?.prepare?.(
    {
      task: { type: 'scores', settings: settings.identity, query, scorer: options.scorer, steps },
      rehearse: async (other) => void (await scoreTrajectory({ ...options, store: other })),
    },
    signal,
  );
  const writer = new StepWriter({
    trajectoryId: trajectory.id,
    query,
    // Nothing is generated here: the delimiter only names samplers.
    format: { delimiter: '\n', finalAnswer: () => undefined },
    settings,
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
