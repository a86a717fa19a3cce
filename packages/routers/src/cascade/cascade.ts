import type { Decision, Router, RouterFamily } from '@roro/core';
import { ConfigurationError, RouterError, ValidationError } from '@roro/core/routing';
import { ownAnswers } from '../fit/own-answers.js';
import { quantileGrid } from '../fit/quantile-grid.js';
import { aboveOne, unitGrid } from '../fit/unit-grid.js';
import { certainty } from '../pool-action.js';
import { requireCalls } from '../require-calls.js';
import { familySpec } from '../spec/family-spec.js';

const id = 'cascade';
const scorer = 'prm';

/**
 * Whole answers, from the cheapest model up (FrugalGPT 2305.05176 § 3): an answer is accepted where its least step
 * value, by the pool's scorer `prm`, is at least the threshold; else the next dearer model answers from the start. The
 * dearest model's answer is accepted unasked.
 *
 * @param threshold ≥ 0; 0 accepts every answer, above 1 only the dearest model's
 * @throws ConfigurationError for another threshold; when deciding, RouterError without `calls` or an answer
 */
export function cascadeRouter(threshold: number): Router {
  if (!(threshold >= 0)) {
    throw new ConfigurationError({
      message: `Router "${id}" needs a threshold ≥ 0, got ${threshold}.`,
      nextStep:
        'Step values lie in [0, 1]; take the quantiles that the family fits to training trajectories.',
    });
  }
  return {
    id,
    version: '1',
    mode: 'answer',
    knob: threshold,
    spec: familySpec(id, threshold),
    async decide(state): Promise<Decision> {
      const { models, steps } = state;
      const position = models.findIndex((model) => model.id === steps[0]?.model);
      if (position === -1) {
        throw new RouterError({
          router: id,
          message: `Expected an answer by a model of the pool (${models.map((model) => model.id).join(', ')}), got ${steps[0] === undefined ? 'no step' : `one by "${steps[0].model}"`}.`,
          nextStep: 'Run this router in answer mode.',
        });
      }
      const next = models[position + 1];
      if (next === undefined) {
        return {
          action: { type: 'accept' },
          probabilities: certainty(models, position),
          explanation: { features: {}, threshold, text: 'the dearest model: accepted unasked' },
        };
      }
      const score = Math.min(...(await requireCalls(state, id).stepScores(scorer)));
      const accepted = score >= threshold;
      return {
        action: accepted ? { type: 'accept' } : { type: 'regenerate', model: next.id },
        probabilities: certainty(models, accepted ? position : position + 1),
        explanation: {
          features: { leastStepValue: score, steps: steps.length },
          score,
          threshold,
          text: accepted
            ? `least step value ${score.toFixed(3)} ≥ ${threshold.toFixed(3)}`
            : `least step value ${score.toFixed(3)} < ${threshold.toFixed(3)}: ${next.id} answers from the start`,
        },
      };
    },
  };
}

/** Thresholds on an answer's least step value. The fit is a grid: quantiles of the cheapest model's own answers. */
export const cascadeFamily: RouterFamily = {
  id,
  title: 'Cascade',
  mode: 'answer',
  source: 'FrugalGPT (2305.05176), LLM cascade, with a process reward model as its scoring function.',
  training: 'none',
  scorer,
  knob: { name: 'threshold', values: [...unitGrid, aboveOne] },
  async fit(data) {
    const values = await Promise.all(
      ownAnswers(data, data.models[0]?.id).map((answer) => data.scores(scorer, answer)),
    );
    const scores = values.map((each) => Math.min(...each));
    if (scores.length === 0) {
      throw new ValidationError({
        message: `Router "${id}" needs answers of the cheapest model alone to choose thresholds, got none.`,
        nextStep: 'Collect answers of each model alone on the training queries (router "fixed").',
      });
    }
    return { knobs: [...new Set([0, ...quantileGrid(scores), aboveOne])] };
  },
  create: (knob = 0.5) => cascadeRouter(knob),
};
