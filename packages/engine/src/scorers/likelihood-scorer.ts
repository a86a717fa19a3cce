import type { PoolModel, StepScorer } from '@roro/core';
import { modelFingerprint } from '../step-address.js';
import { readStep } from './read-step.js';

export interface LikelihoodScorerOptions {
  /** Name within the pool, default `verdict`. */
  id?: string;
  /** The model that reads the step: the dearest of the pool. */
  model: PoolModel;
  /**
   * Probability that stands for the step: that of its least likely token (`least`, default: a single wrong digit shows),
   * or their geometric mean (`mean`).
   */
  token?: 'least' | 'mean';
}

/**
 * What a large model makes of a small one's step, by the probability that it would have written it. For models that
 * cannot be asked for a rating; those that can are asked (`ratingScorer`). Besides reading the step, it
 * generates one token.
 */
export function likelihoodScorer(options: LikelihoodScorerOptions): StepScorer {
  const { id = 'verdict', model, token = 'least' } = options;
  return {
    id,
    model,
    fingerprint: JSON.stringify(['likelihood', modelFingerprint(model), token]),
    async score(request) {
      const { read, inputTokens, generatedTokens, seconds } = await readStep(model, request);
      const logProbabilities = read.map(({ logProbability }) => logProbability);
      const value =
        token === 'least'
          ? Math.min(...logProbabilities)
          : logProbabilities.reduce((sum, logProbability) => sum + logProbability, 0) / read.length;
      return {
        value: Math.exp(value),
        inputTokens,
        candidateTokens: read.length,
        generatedTokens,
        seconds,
      };
    },
  };
}
