import type { CriterionDefinition, ProgressListener, Random, Rubric, RubricQuery } from '@roro/core';
import {
  type Group,
  type GrpoOptionsInput,
  type PolicyDecision,
  type PolicyModel,
  trainPolicy,
  type UpdateMetrics,
} from '@roro/grpo';
import { LearnedRubricor } from '../learned/learned-rubricor.js';
import { actionLimit, type RubricItems, rubricItems } from '../learned/rubric-items.js';
import { encodeRubricorFile } from '../learned/rubricor-file.js';
import { rubricObservation, rubricorMetadata } from './rubricor-policy.js';

export interface TrainRubricorOptions {
  policy: PolicyModel;
  bank: readonly CriterionDefinition[];
  /** Definitions that statistical validation has dropped; they are not written. */
  dropped?: readonly string[];
  queries: readonly RubricQuery[];
  /**
   * Under the frozen Judge: mean over some pairs of the query of +1 where the chosen side scores strictly higher, else
   * −1; range [−1, 1]. The same for all rubrics of a group.
   */
  reward(query: RubricQuery, rubric: Rubric, random: Random): number;
  seed: number;
  updates: number;
  /** Queries of an update, each a group; default 24. */
  queriesPerUpdate?: number;
  /** Rollouts per query (G), default 6. */
  groupSize?: number;
  options?: GrpoOptionsInput;
  /** For metrics and checkpoints; the same call resumes. */
  directory?: string;
  task?: string;
  onProgress?: ProgressListener;
  signal?: AbortSignal;
}

/** What the shortest rubric of a group earns on top, among those that get every pair right. */
export const brevityBonus = 0.05;

/**
 * One round of the Rubricor under a frozen Judge, by GRPO (Rubric-ARM 2602.01511 § 3). The bank and the masks make every
 * rubric well-formed, so the format gate has nothing to do here.
 */
export function trainRubricor(training: TrainRubricorOptions): Promise<UpdateMetrics[]> {
  const { policy, bank, dropped = [], queries, reward, seed, updates } = training;
  const { queriesPerUpdate = 24, groupSize = 6, options, directory, task, onProgress, signal } = training;
  const limit = actionLimit(bank);
  const known = new Map<string, RubricItems>();
  const itemsOf = (query: RubricQuery): RubricItems => {
    const items = known.get(query.id) ?? rubricItems(query, bank);
    known.set(query.id, items);
    return items;
  };
  return trainPolicy({
    policy,
    options: {
      seed,
      updates,
      learningRate: 1e-2,
      // Divided by the deviation, the bonus would be all that counts where every rubric of a group is right.
      variant: 'rloo',
      klCoefficient: 0.02,
      epochs: 1,
      minibatch: 256,
      entropyFloor: 0,
      dropAllWrong: false,
      ...options,
    },
    rollouts: async ({ weights, random }) => {
      const rubricor = new LearnedRubricor(encodeRubricorFile(weights, rubricorMetadata(bank, dropped)), {
        bank,
      });
      const chosen = random.fork('queries').shuffle(queries).slice(0, queriesPerUpdate);
      return chosen.map((query): Group => {
        const items = itemsOf(query);
        const drawn = Array.from({ length: groupSize }, (_, sample) => {
          const decisions: PolicyDecision[] = [];
          const rubric = rubricor.sample(
            items,
            random.fork('rubric', query.id, sample),
            (draft, allowed, action, logProbability) =>
              decisions.push({ ...rubricObservation(items, draft, allowed, limit), action, logProbability }),
          );
          return { rubric, decisions, reward: reward(query, rubric, random.fork('pairs', query.id)) };
        });
        const rewards = withBrevity(
          drawn.map(({ rubric, reward: own }) => ({ reward: own, length: rubric.criteria.length })),
        );
        return {
          id: query.id,
          rollouts: drawn.map(({ decisions, reward: own }, i) => ({
            decisions,
            reward: rewards[i] as number,
            correct: own > 0,
            costShare: 0,
          })),
        };
      });
    },
    ...(directory === undefined ? {} : { directory }),
    ...(task === undefined ? {} : { task }),
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Adds the bonus to the shortest rubrics among those with reward 1. */
export function withBrevity(rubrics: readonly { reward: number; length: number }[]): number[] {
  const shortest = Math.min(...rubrics.filter(({ reward }) => reward === 1).map(({ length }) => length));
  return rubrics.map(({ reward, length }) =>
    reward === 1 && length === shortest ? reward + brevityBonus : reward,
  );
}
