import type { Router } from '@roro/core';
import { familySpec } from '../spec/family-spec.js';
import { candidateScore } from './candidate-score.js';
import { checkScoreThreshold } from './check-score-threshold.js';
import { requireDraft } from './require-draft.js';
import { reviewDecision } from './review-decision.js';

interface ScoreThreshold {
  /** Id of the router. */
  id: string;
  /** Scorer of the pool. */
  scorer: string;
  /** Range [0, 1]. */
  threshold: number;
}

/**
 * Takes the draft iff a scorer values it at the threshold or above; else the dearest model writes the step. The rule that
 * RSD and TRIM-Thr share.
 *
 * @throws ConfigurationError for a threshold outside [0, 1]; when deciding, RouterError without a draft or calls
 */
export function scoreThresholdRouter({ id, scorer, threshold }: ScoreThreshold): Router {
  checkScoreThreshold(id, threshold);
  return {
    id,
    version: '1',
    mode: 'review',
    knob: threshold,
    spec: familySpec(id, threshold),
    async decide(state) {
      const score = await candidateScore(state, id, scorer, requireDraft(state, id));
      const accepted = score >= threshold;
      return reviewDecision(state.models, accepted, {
        features: { [scorer]: score },
        score,
        threshold,
        text: `${scorer} ${score.toFixed(3)} ${accepted ? '≥' : '<'} ${threshold.toFixed(3)}`,
      });
    },
  };
}
