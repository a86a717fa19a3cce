import type { ModelPool } from '@roro/core';
import type { CallStore } from './call-store.js';
import { recordCalls } from './record-calls.js';
import { recordScorer } from './record-scorer.js';

/** The pool with every call of its models and scorers written to the store. Ids, prices and fingerprints stay. */
export function recordPool(pool: ModelPool, store: CallStore): ModelPool {
  return {
    ...pool,
    models: pool.models.map((member) => ({ ...member, model: recordCalls(member.model, store) })),
    ...(pool.scorers === undefined
      ? {}
      : { scorers: pool.scorers.map((scorer) => recordScorer(scorer, store)) }),
  };
}
