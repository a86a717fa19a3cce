import type { Router, RouterFamily } from '@roro/core';
import { ConfigurationError } from '@roro/core/routing';
import { candidateScore } from '../review/candidate-score.js';
import { requireDraft } from '../review/require-draft.js';
import { reviewDecision } from '../review/review-decision.js';

export interface SpecReasonOptions {
  /** How many steps the dearest model writes at the start, unasked; whole number ≥ 0, default 0. */
  firstSteps?: number;
}

/**
 * SpecReason (2504.07891): takes the cheapest model's draft iff the dearest model gives it a utility score of at least
 * the threshold, a digit from 0 to 9, else writes the step itself. The digit is min(9, ⌊10 · value⌋) of scorer `verdict`.
 *
 * @param threshold whole number 0 (takes every draft) to 10 (none); 7 in the paper
 * @throws ConfigurationError for another threshold or option; when deciding, RouterError without a draft or calls
 */
export function specReasonRouter(threshold: number, { firstSteps = 0 }: SpecReasonOptions = {}): Router {
  if (!(Number.isInteger(threshold) && threshold >= 0 && threshold <= 10)) {
    throw new ConfigurationError({
      message: `Router "spec-reason" needs a whole threshold from 0 to 10, got ${threshold}.`,
      nextStep: 'Use 7 as the paper does, 0 to take every draft, 10 to take none.',
    });
  }
  if (!(Number.isInteger(firstSteps) && firstSteps >= 0)) {
    throw new ConfigurationError({
      message: `Router "spec-reason" needs a whole number of first steps ≥ 0, got ${firstSteps}.`,
      nextStep: 'Use 0 to let the cheapest model draft from the start.',
    });
  }
  return {
    id: 'spec-reason',
    version: '1',
    mode: 'review',
    knob: threshold,
    spec: { type: 'spec-reason', threshold, firstSteps },
    async decide(state) {
      const draft = requireDraft(state, 'spec-reason');
      const step = state.steps.length;
      if (step < firstSteps) {
        return reviewDecision(state.models, false, {
          features: { step, firstSteps },
          threshold,
          text: `step ${step} is among the first ${firstSteps}: the dearest model`,
        });
      }
      const verdict = await candidateScore(state, 'spec-reason', 'verdict', draft);
      const digit = Math.min(9, Math.floor(10 * verdict));
      const accepted = digit >= threshold;
      return reviewDecision(state.models, accepted, {
        features: { verdict, digit },
        score: digit,
        threshold,
        text: `utility score ${digit} ${accepted ? '≥' : '<'} ${threshold}`,
      });
    },
  };
}

/** Utility scores asked for, from 0 (cheap: every draft is taken) to 10 (none is). */
export function specReasonFamily(options: SpecReasonOptions = {}): RouterFamily {
  return {
    id: 'spec-reason',
    title: 'SpecReason',
    mode: 'review',
    source: 'SpecReason (2504.07891): acceptance threshold on a one-token utility score, first n steps.',
    training: 'none',
    scorer: 'verdict',
    knob: { name: 'utility score', values: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
    create: (knob = 7) => specReasonRouter(knob, options),
  };
}
