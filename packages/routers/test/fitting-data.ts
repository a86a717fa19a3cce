import type { FittingData, RouterFamily, RouterFit, Step, TokenStatistics, Trajectory } from '@roro/core';
import { stateOf, stepOf } from './routing-state.js';

interface PlannedAnswer {
  /** Who wrote every step, or the writer of each. */
  model: string | readonly string[];
  prompt?: string;
  correct?: boolean;
  steps: readonly { statistics?: Partial<TokenStatistics>; correct?: boolean }[];
  /** Default `fixed`. */
  router?: string;
  finish?: Trajectory['finish'];
}

/** A graded answer for tests, as a collection of training trajectories has them. */
export function answerOf({
  model,
  prompt = 'a=45\nb=a+12\nb?\n',
  correct,
  steps,
  router = 'fixed',
  finish = 'answered',
}: PlannedAnswer): Trajectory {
  const writers = typeof model === 'string' ? steps.map(() => model) : model;
  return {
    version: 1,
    id: prompt,
    query: { id: prompt, prompt, benchmark: 'test', meta: {} },
    router: { id: router, version: '1' },
    seed: 1,
    sample: 0,
    steps: steps.map(
      ({ statistics, correct }, index): Step => ({
        ...stepOf(index, `step ${index}\n`, writers[index] as string, statistics),
        ...(correct === undefined ? {} : { correct }),
      }),
    ),
    decisions: [],
    ...(correct === undefined ? {} : { correct }),
    finish,
    cost: { seconds: 0, tokens: {} },
  };
}

/** Data to fit on: the pool of `stateOf`; scores are those planned for each trajectory. */
export function fittingDataOf(
  trajectories: readonly Trajectory[],
  scores: ReadonlyMap<Trajectory, readonly number[]> = new Map(),
): FittingData {
  return {
    models: stateOf().models,
    trajectories,
    async scores(scorer, trajectory) {
      const planned = scores.get(trajectory);
      if (planned === undefined) throw new Error(`Unplanned scores of "${trajectory.id}" by ${scorer}.`);
      return planned;
    },
    seed: 1,
  };
}

/** What a family fits to data. */
export async function fitOf(family: RouterFamily, data: FittingData): Promise<RouterFit> {
  if (family.fit === undefined) throw new Error(`Family "${family.id}" fits nothing.`);
  return family.fit(data);
}
