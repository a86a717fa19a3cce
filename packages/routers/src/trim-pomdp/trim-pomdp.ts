import type { Router, RouterFamily } from '@roro/core';
import { ConfigurationError, RouterError } from '@roro/core/routing';
import { requireCalls } from '../require-calls.js';
import { candidateScore } from '../review/candidate-score.js';
import { checkScore } from '../review/check-score.js';
import { requireDraft } from '../review/require-draft.js';
import { reviewDecision } from '../review/review-decision.js';
import { familySpec } from '../spec/family-spec.js';
import { believedRight, observe, scoreBin, stepPrior } from './belief.js';
import { fitPomdp } from './fit-pomdp.js';
import { type PomdpModel, readPomdpModel, regenerationCost } from './pomdp-model.js';
import { solvePomdp } from './solve-pomdp.js';

const id = 'trim-pomdp';

/**
 * TRIM-POMDP (2601.10245): keeps a belief over {all right, wrong earlier, wrong now} by the scores of the process reward
 * model `prm`, and has the dearest model write the step again iff that adds more to the expected reward than it costs,
 * all later decisions being the best ones too.
 *
 * @param price λ ≥ 0: what the cost of one answer by the dearest model alone weighs against one right answer
 * @throws ConfigurationError for another price; when deciding, RouterError without a draft, calls or a score of each step
 */
export function trimPomdpRouter(price: number, model: PomdpModel): Router {
  if (!(price >= 0 && Number.isFinite(price))) {
    throw new ConfigurationError({
      message: `Router "${id}" needs a price ≥ 0, got ${price}.`,
      nextStep: 'Use the knobs that its family fits.',
    });
  }
  const policy = solvePomdp(model, price);
  return {
    id,
    version: '1',
    mode: 'review',
    knob: price,
    spec: familySpec(id, price, model),
    async decide(state) {
      const { models, steps } = state;
      const draft = requireDraft(state, id);
      const scores = await requireCalls(state, id).stepScores('prm');
      if (scores.length !== steps.length) {
        throw new RouterError({
          router: id,
          message: `Expected ${steps.length} "prm" scores of the steps so far, got ${scores.length}.`,
          nextStep: 'Check the process reward model of the pool.',
        });
      }
      const prm = await candidateScore(state, id, 'prm', draft);
      const kept = steps.map((step, index) => ({
        byCheapest: step.model === models[0]?.id,
        score: checkScore(scores[index] as number, 'prm', id),
      }));
      const prior = stepPrior(believedRight(model, kept), model.errorRate.cheapest);
      const { belief } = observe(model, prior, scoreBin(model, prm));
      const gain = policy.gain(steps.length, belief);
      const threshold = price * regenerationCost(model, draft.usage.generatedTokens);
      const accepted = !(gain > threshold);
      return reviewDecision(models, accepted, {
        features: { prm, ...belief },
        score: gain,
        threshold,
        text: `regenerating gains ${gain.toFixed(3)} ${accepted ? '≤' : '>'} its price ${threshold.toFixed(3)} (draft wrong ${belief.wrongNow.toFixed(3)}, lost before ${belief.wrongEarlier.toFixed(3)})`,
      });
    },
  };
}

/** Prices of regenerating, from the highest (cheap: nothing is regenerated) down. Needs a fit. */
export const trimPomdpFamily: RouterFamily = {
  id,
  title: 'TRIM-POMDP',
  mode: 'review',
  source: 'TRIM-POMDP of TRIM (2601.10245).',
  training: 'fitted',
  scorer: 'prm',
  knob: { name: 'price', values: priceGrid(10) },
  async fit(data) {
    const model = await fitPomdp(data);
    const { allRight, someWrong } = model.answerRight;
    // No step is worth more than this, whatever is believed.
    return { knobs: priceGrid((allRight - someWrong) / regenerationCost(model)), parameters: model };
  },
  create: (knob = 0.3, fit) => trimPomdpRouter(knob, readPomdpModel(fit)),
};

/** 21 prices from the highest down to about a seven-hundredth of it, seven a decade. */
function priceGrid(highest: number): number[] {
  return Array.from({ length: 21 }, (_, index) => highest * 10 ** (-index / 7));
}
