import { GenerationError, type PoolModel, type StepScorer } from '@roro/core';
import { modelFingerprint } from '../step-address.js';
import { readStep } from './read-step.js';

export interface LabelScorerOptions {
  /** Name within the pool, default `prm`. */
  id?: string;
  /** The process reward model. */
  model: PoolModel;
  /** What it writes after a right and after a wrong step, one token each. Default `+` and `-` (Math-Shepherd, 2312.08935). */
  right?: string;
  wrong?: string;
}

/**
 * A process reward model that labels steps with one token: value = p(right) where `right` and `wrong` share the mass.
 */
export function labelScorer(options: LabelScorerOptions): StepScorer {
  const { id = 'prm', model, right = '+', wrong = '-' } = options;
  return {
    id,
    model,
    fingerprint: JSON.stringify(['label', modelFingerprint(model), right, wrong]),
    async score(request) {
      const { read, text, token, inputTokens, generatedTokens, seconds } = await readStep(model, request);
      const label = text.trim();
      if (label !== right && label !== wrong) {
        throw new GenerationError({
          model: model.id,
          message: `Model "${model.id}" labelled a step ${JSON.stringify(text)}; expected ${right} or ${wrong}.`,
          nextStep: 'Name the labels of this reward model, or use another scorer.',
        });
      }
      const probability = Math.exp(token.logProbability);
      return {
        value: label === right ? probability : 1 - probability,
        inputTokens,
        candidateTokens: read.length,
        generatedTokens,
        seconds,
      };
    },
  };
}
