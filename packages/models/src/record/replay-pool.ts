import type { ModelPool } from '@roro/core';
import type { CallStore } from './call-store.js';
import { replayCalls } from './replay-calls.js';
import { replayScorer } from './replay-scorer.js';

/** The pool as it was recorded: none of its models and scorers is called. Ids, prices and fingerprints stay. */
export function replayPool(pool: ModelPool, store: CallStore): ModelPool {
  return {
    ...pool,
    models: pool.models.map((member) => ({ ...member, model: replayCalls(member.model, store) })),
    ...(pool.scorers === undefined
      ? {}
      : { scorers: pool.scorers.map((scorer) => replayScorer(scorer, store)) }),
  };
}
