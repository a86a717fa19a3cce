import { costIn, costUnitOf, type Query, type Trajectory, ValidationError } from '@roro/core';
import { type Credit, type Group, type GroupRollout, outcomeReward } from '@roro/grpo';
import type { PolicyMetadata } from '@roro/routers';
import type { Method } from './methods.js';
import type { ProcessReward } from './reward/process-reward.js';
import type { Setting } from './settings.js';

/** The rollouts of one query under one price of cost. */
export interface RolledQuery {
  query: Query;
  lambda: number;
  trajectories: Trajectory[];
}

/** What the optimiser learns from: each query's rollouts with their rewards and the observations behind their decisions. */
export function groupsOf({
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
}): Group[] {
  const unit = costUnitOf(pool);
  return rolled.flatMap(({ query, lambda, trajectories }) => {
    const reference = references.get(query.id);
    // Without a reference the cost share of this query is unknown; the query is left out rather than priced at 0.
    if (reference === undefined) return [];
    const rollouts = trajectories.flatMap((trajectory): GroupRollout[] => {
      if (trajectory.finish === 'failed') return [];
      const judged = process?.score(trajectory);
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
