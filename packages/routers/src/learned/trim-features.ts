import { RouterError } from '@roro/core/routing';
import { requireCalls } from '../require-calls.js';
import { candidateScore } from '../review/candidate-score.js';
import { checkScore } from '../review/check-score.js';
import { requireDraft } from '../review/require-draft.js';
import type { FeatureSet } from './feature-set.js';

/** Id of the scorer that values the steps. */
export const trimScorer = 'prm';

const router = 'trim-agg';

/**
 * The state of TRIM-Agg (2601.10245): r_t of the draft, min r_<t of the steps that stand before it (1 before the first
 * step), log(1 + tokens of the draft), log(1 + step index), and log λ, so that one policy serves every price.
 */
export function trimFeatures(): FeatureSet {
  return {
    name: 'trim-1',
    featureNames: ['draftScore', 'leastScoreBefore', 'logDraftTokens', 'logStepIndex', 'logLambda'],
    async gather(state) {
      const draft = requireDraft(state, router);
      // One after the other, so that the ledger of a trajectory has one order.
      const before = await requireCalls(state, router).stepScores(trimScorer);
      const draftScore = await candidateScore(state, router, trimScorer, draft);
      return {
        draftScore,
        leastScoreBefore: Math.min(1, ...before.map((score) => checkScore(score, trimScorer, router))),
      };
    },
    write(state, logLambda, target, scores) {
      if (scores === undefined) {
        throw new RouterError({
          router,
          message: 'Expected the scores of the draft and of the steps before it, got none.',
          nextStep: 'Pass what `LearnedPolicy.gather` found for this state.',
        });
      }
      target[0] = scores.draftScore;
      target[1] = scores.leastScoreBefore;
      target[2] = Math.log1p(requireDraft(state, router).usage.generatedTokens);
      target[3] = Math.log1p(state.steps.length);
      target[4] = logLambda;
    },
  };
}
