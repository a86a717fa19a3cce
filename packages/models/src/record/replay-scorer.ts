import type { StepScore, StepScorer } from '@roro/core';
import type { CallStore } from './call-store.js';
import { decodeValue } from './encode-value.js';
import { recordedCall } from './recorded-call.js';
import { restoreError } from './recorded-error.js';
import { scorerCall } from './upstream-call.js';

/**
 * The scorer as it was recorded, without what is behind it.
 *
 * @throws MissingCallError for a step whose score was not recorded; the recorded error for one that failed
 */
export function replayScorer(
  { id, model, fingerprint }: Pick<StepScorer, 'id' | 'model' | 'fingerprint'>,
  store: CallStore,
): StepScorer {
  return {
    id,
    model,
    fingerprint,
    async score(request) {
      request.signal?.throwIfAborted();
      const { response, error } = recordedCall(scorerCall({ id, fingerprint }, request), store);
      if (error !== undefined) throw restoreError(error, model.id);
      return decodeValue(response, model.id) as StepScore;
    },
  };
}
