import type { Router, RouterFamily } from '@roro/core';
import { ConfigurationError, RouterError, ValidationError } from '@roro/core/routing';
import { ownAnswers } from '../fit/own-answers.js';
import { quantileGrid } from '../fit/quantile-grid.js';
import { certainty, poolAction } from '../pool-action.js';
import { requireCalls } from '../require-calls.js';
import { familySpec } from '../spec/family-spec.js';

const id = 'glimp';

/**
 * One-token probe (GlimpRouter 2601.05110): before every step the cheapest model is asked for its first token; where
 * the entropy of that token is above the threshold the dearest model writes the step, else the cheapest.
 *
 * @param threshold τ in nats, ≥ 0
 * @throws ConfigurationError for another threshold; when deciding, RouterError without `calls`, or where the entropy is
 *   unknown
 */
export function glimpRouter(threshold: number): Router {
  if (!(threshold >= 0)) {
    throw new ConfigurationError({
      message: `Router "${id}" needs a threshold ≥ 0 nats, got ${threshold}.`,
      nextStep: 'Take the quantiles of first-token entropies that the family fits to training trajectories.',
    });
  }
  return {
    id,
    version: '1',
    mode: 'assign',
    knob: threshold,
    spec: familySpec(id, threshold),
    async decide(state) {
      const { models } = state;
      const cheapest = models[0]?.id as string;
      const { entropy } = await requireCalls(state, id).probe(cheapest);
      if (entropy === undefined) {
        throw new RouterError({
          router: id,
          message: `Expected the entropy of the first token of model "${cheapest}", but it reported none.`,
          nextStep: 'Serve the model with top log-probabilities, or choose a router that does not need them.',
        });
      }
      const uncertain = entropy > threshold;
      const position = uncertain ? models.length - 1 : 0;
      return {
        action: poolAction('assign', models, position),
        probabilities: certainty(models, position),
        explanation: {
          features: { firstEntropy: entropy },
          score: entropy,
          threshold,
          text: `first-token entropy ${entropy.toFixed(3)} ${uncertain ? '>' : '≤'} ${threshold.toFixed(3)} nats`,
        },
      };
    },
  };
}

/** Thresholds on the entropy of the first token. The fit is a grid: quantiles of the cheapest model's own steps. */
export const glimpFamily: RouterFamily = {
  id,
  title: 'GlimpRouter',
  mode: 'assign',
  source: 'GlimpRouter (2601.05110), without a separate final answer.',
  training: 'none',
  knob: {
    name: 'threshold',
    values: [3, 2.5, 2, 1.75, 1.5, 1.25, 1, 0.8, 0.6, 0.45, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01, 0.001, 0],
  },
  fit(data) {
    const entropies = ownAnswers(data, data.models[0]?.id).flatMap(({ steps }) =>
      steps.flatMap(({ statistics }) => statistics?.firstEntropy ?? []),
    );
    if (entropies.length === 0) {
      throw new ValidationError({
        message: `Router "${id}" needs first-token entropies of the cheapest model alone to choose thresholds, got none.`,
        nextStep:
          'Collect answers of each model alone (router "fixed"), from models served with top log-probabilities.',
      });
    }
    return { knobs: [...new Set([0, ...quantileGrid(entropies)])].reverse() };
  },
  create: (knob = 1) => glimpRouter(knob),
};
