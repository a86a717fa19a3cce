import { type CriticalSteps, type RubricQuery, viewQuery } from '@roro/core';
import type { StepStore } from '@roro/engine';
import type { RubricExample } from '@roro/rubricor/train';
import { studiedQuery } from '../attempts.js';
import { type Collection, collectSetting } from '../collect.js';
import type { RecipeContext } from '../open-run.js';
import { type PairSplits, pairSplit, settingPairs } from '../pairs.js';
import type { Setting } from '../settings.js';
import { labelCriteria } from './label-rubric.js';

/** What the reward model of a setting is trained on. */
export interface RewardData {
  pairs: PairSplits;
  /** Queries of the train split with the criteria that their labels call for. */
  examples: RubricExample[];
  /** Every collected query with its attempts, by id. */
  studied: Map<string, RubricQuery>;
  /** Those that have a pair. */
  queries: Map<string, RubricQuery>;
}

const made = new WeakMap<Collection, RewardData>();

/** The reward data of a setting: collects and writes the pairs first where that is missing; kept as long as the store is open. */
export async function settingRewardData(
  context: RecipeContext,
  setting: Setting,
  store: StepStore,
): Promise<RewardData> {
  const collection = await collectSetting(context, setting, store);
  const known = made.get(collection);
  if (known !== undefined) return known;
  const data = rewardData(await settingPairs(context, setting, store), collection, setting);
  made.set(collection, data);
  return data;
}

/**
 * Every labelled query is an example twice, with what models made of it and without: a rubric may be asked for before
 * anybody has answered.
 */
export function rewardData(
  pairs: PairSplits,
  { queries: collected, ends, drafted, critical }: Collection,
  setting: Setting,
): RewardData {
  const { pool } = setting;
  const large = pool.models.at(-1)?.id;
  const studied = new Map(
    collected.map((query): [string, RubricQuery] => {
      const attempts = [...(ends.get(query.id) ?? []), ...(drafted.get(query.id) ?? [])];
      return [query.id, studiedQuery(query, attempts, setting)];
    }),
  );
  const examples = [...ends].flatMap(([queryId, own]): RubricExample[] => {
    const label = critical.get(queryId) as CriticalSteps | undefined;
    const reference = own.find(({ steps }) => steps.every((step) => step.model === large));
    if (label === undefined || reference === undefined || pairSplit(queryId) !== 'train') return [];
    const criteria = labelCriteria(label, reference, pool);
    return [
      { query: studied.get(queryId) as RubricQuery, criteria },
      { query: viewQuery(reference.query), criteria },
    ];
  });
  const paired = new Set(
    Object.values(pairs)
      .flat()
      .map(({ pair }) => pair.queryId),
  );
  return { pairs, examples, studied, queries: new Map([...studied].filter(([id]) => paired.has(id))) };
}
