import type { CriticalSteps, QueryView, TrajectoryView } from '@roro/core';
import type { RubricExample } from '@roro/rubricor/train';
import type { Collection } from '../collect.js';
import { type PairSplits, pairSplit } from '../pairs.js';
import type { Setting } from '../settings.js';
import { labelCriteria } from './label-rubric.js';

/** What the reward model of a setting is trained on. */
export interface RewardData {
  pairs: PairSplits;
  /** Queries of the train split with the criteria that their labels call for. */
  examples: RubricExample[];
  /** Every query that has a pair, by id. */
  queries: Map<string, QueryView>;
}

export function rewardData(pairs: PairSplits, { ends, critical }: Collection, { pool }: Setting): RewardData {
  const large = pool.models.at(-1)?.id;
  const examples = [...ends].flatMap(([queryId, own]): RubricExample[] => {
    const label = critical.get(queryId) as CriticalSteps | undefined;
    const reference = own.find(({ steps }) => steps.every((step) => step.model === large));
    if (label === undefined || reference === undefined || pairSplit(queryId) !== 'train') return [];
    return [{ query: reference.query, criteria: labelCriteria(label, reference, pool) }];
  });
  const queries = new Map(
    Object.values(pairs)
      .flat()
      .map(({ chosen }): [string, TrajectoryView['query']] => [chosen.query.id, chosen.query]),
  );
  return { pairs, examples, queries };
}
