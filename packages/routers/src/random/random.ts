import type { Router, RouterFamily } from '@roro/core';
import { ConfigurationError } from '@roro/core/routing';
import { poolAction } from '../pool-action.js';
import { familySpec } from '../spec/family-spec.js';

/**
 * Each step independently by the dearest model with probability `share`, else by the cheapest.
 *
 * @param share range [0, 1]
 * @throws ConfigurationError for a share outside that range
 */
export function randomRouter(share: number): Router {
  if (!(share >= 0 && share <= 1)) {
    throw new ConfigurationError({
      message: `Router "random" needs a share of steps in [0, 1], got ${share}.`,
      nextStep: 'Use 0 for the cheapest model alone and 1 for the dearest alone.',
    });
  }
  return {
    id: 'random',
    version: '1',
    mode: 'assign',
    readsStatistics: false,
    knob: share,
    spec: familySpec('random', share),
    decide({ models, random }) {
      const dearest = models.length - 1;
      const position = random.bernoulli(share) ? dearest : 0;
      const probabilities = models.map((_, index) => (index === 0 ? 1 - share : 0));
      probabilities[dearest] = dearest === 0 ? 1 : share;
      return {
        action: poolAction('assign', models, position),
        probabilities,
        explanation: { features: {}, text: `the dearest model with probability ${share}` },
      };
    },
  };
}

/** Random mixtures of the cheapest and the dearest model. */
export const randomFamily: RouterFamily = {
  id: 'random',
  title: 'Random',
  mode: 'assign',
  source: 'Baseline of EcoTab (2605.29319) and TRIM (2601.10245).',
  training: 'none',
  knob: { name: 'share', values: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1] },
  create: (knob = 0.5) => randomRouter(knob),
};
