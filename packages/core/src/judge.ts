import type { Judgement, Rubric } from './preference.js';
import type { TrajectoryView } from './trajectory-view.js';

/**
 * Scores a trajectory under a rubric. It is given a view without the gold answer and without any verdict, so that a
 * score cannot depend on the outcome. Keeps no state between calls.
 */
export interface Judge {
  readonly id: string;
  readonly version: string;
  /** Never throws for what a model does wrong: a verdict that cannot be read is a judgement with a `failure`. */
  judge(
    trajectory: TrajectoryView,
    rubric: Rubric,
    options?: { signal?: AbortSignal },
  ): Judgement | Promise<Judgement>;
}
