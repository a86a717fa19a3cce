import type { StepScore, StepScorer } from '@roro/core';
import type { CallStore } from './call-store.js';
import { encodeValue } from './encode-value.js';
import { describeError, redactorOf } from './recorded-error.js';
import { stopwatch } from './stopwatch.js';
import { scorerCall } from './upstream-call.js';

/**
 * The scorer, with every score or error written to the store; its id, model and fingerprint stay. A request that was
 * aborted is not recorded.
 *
 * @throws StorageError where a score cannot be written; else what the scorer throws
 */
export function recordScorer(scorer: StepScorer, store: CallStore): StepScorer {
  const { id, model, fingerprint } = scorer;
  const redact = redactorOf();
  return {
    id,
    model,
    fingerprint,
    async score(request) {
      const write = store.begin(scorerCall(scorer, request));
      const elapsed = stopwatch();
      let score: StepScore;
      try {
        score = await scorer.score(request);
      } catch (error) {
        if (request.signal?.aborted !== true) {
          write({ error: describeError(error, redact), seconds: elapsed() });
        }
        throw error;
      }
      if (request.signal?.aborted !== true) {
        write({ response: encodeValue(score, redact), seconds: elapsed() });
      }
      return score;
    },
  };
}
