import {
  type Query,
  type RubricQuery,
  type RunDirectory,
  routableModels,
  type Trajectory,
  trajectorySchema,
  viewQuery,
  viewTrajectory,
} from '@roro/core';
import { fixedRouter, reviewing } from '@roro/routers';
import type { Setting } from './settings.js';

/** Has the cheapest model draft every step and the dearest one write it: where the two part is what a rubric speaks of. */
export const draftedAttempt = reviewing(fixedRouter(-1));

/** File of these attempts, within `trajectories/`. */
export function attemptsName(setting: string): string {
  return `${setting}-drafted`;
}

/** A query as a Rubricor sees it, with what models made of it. No verdict and no gold answer is in it. */
export function studiedQuery(
  query: Query,
  attempts: readonly Trajectory[],
  { pool }: Pick<Setting, 'pool'>,
): RubricQuery {
  const models = routableModels(pool);
  const view = viewQuery(query);
  if (attempts.length === 0) return view;
  return { ...view, attempts: attempts.map((attempt) => viewTrajectory(attempt, models)) };
}

/** The query of a stored trajectory with the attempts that its run has collected; without any for a query it has not. */
export function readStudiedQuery(run: RunDirectory, setting: Setting, query: Query): RubricQuery {
  const attempts = [setting.id, attemptsName(setting.id)].flatMap((name) =>
    run.read(trajectorySchema, 'trajectories', `${name}.jsonl`).filter((own) => own.query.id === query.id),
  );
  return studiedQuery(query, attempts, setting);
}
