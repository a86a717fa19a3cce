import { costIn, costUnitOf, type Query, type Trajectory, ValidationError } from '@roro/core';
import { type Credit, type Group, type GroupRollout, outcomeReward } from '@roro/grpo';
import type { PolicyMetadata } from '@roro/routers';
import type { Method } from './methods.js';
import type { ProcessReward, ProcessScore } from './reward/process-reward.js';
import type { Setting } from './settings.js';
import { settled } from './settled.js';

/** The rollouts of one query under one price of cost. */
export interface RolledQuery {
  query: Query;
  lambda: number;
  trajectories: Trajectory[];
}

/**
 * What the optimiser learns from: each query's rollouts with their rewards and the observations behind their decisions.
 *
 * @throws ValidationError where steps are to be credited and the reward model scores none; GenerationError where a language
 *   model that scores cannot be asked
 */
export async function groupsOf({
  rolled,
  references,
  metadata: { normalisation },
  setting: { pool },
  method: { costTerm = true },
  process,
  credit,
}: {
  rolled: readonly RolledQuery[];
  references: ReadonlyMap<string, number>;
  metadata: PolicyMetadata;
  setting: Setting;
  method: Method;
  process: ProcessReward | undefined;
  credit: Credit;
}): Promise<Group[]> {
  const unit = costUnitOf(pool);
  // Without a reference the cost share of a query is unknown; the query is left out rather than priced at 0.
  const priced = rolled.flatMap(({ query, lambda, trajectories }) => {
    const reference = references.get(query.id);
    const whole = trajectories.filter(({ finish }) => finish !== 'failed');
    return reference === undefined ? [] : [{ query, lambda, reference, trajectories: whole }];
  });
  const scores = await scoresOf(
    process,
    priced.flatMap(({ trajectories }) => trajectories),
  );
  return priced.flatMap(({ query, lambda, reference, trajectories }) => {
    const rollouts = trajectories.flatMap((trajectory): GroupRollout[] => {
      const judged = scores.get(trajectory);
      // A rollout without a verdict teaches nothing: it is left out rather than scored 0.
      if (process !== undefined && judged === undefined) return [];
      if (judged !== undefined && credit === 'step' && judged.steps === undefined) {
        throw new ValidationError({
          message: 'This reward model scores whole trajectories, not steps.',
          nextStep: 'Train with credit "trajectory".',
        });
      }
      const correct = trajectory.correct === true;
      const costShare = costIn(trajectory.cost, unit) / reference;
      return [
        {
          correct,
          costShare,
          reward: outcomeReward(correct, costShare, costTerm ? lambda : 0),
          ...(judged === undefined ? {} : { process: judged.score }),
          decisions: trajectory.decisions.flatMap(({ action, observation, probabilities, stepIndex }) => {
            if (observation === undefined || probabilities === undefined) return [];
            // Accepting a draft is to have the cheapest model write.
            const index =
              action.type === 'accept' ? 0 : pool.models.findIndex((model) => model.id === action.model);
            const own = judged?.steps?.[stepIndex];
            return [
              {
                observation: observation.map(
                  (value, i) =>
                    (value - (normalisation.mean[i] as number)) /
                    (normalisation.standardDeviation[i] as number),
                ),
                action: index,
                logProbability: Math.log(probabilities[index] as number),
                ...(own === undefined ? {} : { processReward: own }),
              },
            ];
          }),
        },
      ];
    });
    return rollouts.length === 0 ? [] : [{ id: query.id, rollouts }];
  });
}

/** Scores of trajectories, whatever the order in which they come. What is computed in process makes nobody wait. */
async function scoresOf(
  process: ProcessReward | undefined,
  trajectories: readonly Trajectory[],
): Promise<Map<Trajectory, ProcessScore | undefined>> {
  const given = process === undefined ? [] : trajectories.map((trajectory) => process.score(trajectory));
  const scores = given.some((score) => score instanceof Promise) ? await settled(given) : given;
  return new Map(
    trajectories.map((trajectory, index) => [trajectory, scores[index] as ProcessScore | undefined]),
  );
}
