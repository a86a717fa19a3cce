import type { QueryView } from './query.js';
import { viewQuery } from './query.js';
import type { RoutableModel } from './router.js';
import { type StepView, viewStep } from './step.js';
import type { Trajectory, TrajectoryFinish } from './trajectory.js';

/** What a judge may see of a trajectory: no gold answer, no verdict on the answer or on a step. */
export interface TrajectoryView {
  id: string;
  query: QueryView;
  /** Ordered from the cheapest to the dearest. */
  models: readonly RoutableModel[];
  steps: readonly StepView[];
  finish: TrajectoryFinish;
}

export function viewTrajectory(trajectory: Trajectory, models: readonly RoutableModel[]): TrajectoryView {
  const { id, query, steps, finish } = trajectory;
  return { id, query: viewQuery(query), models, steps: steps.map(viewStep), finish };
}
