import type { Router, RouterFamily } from '@roro/core';
import { scoreGrid } from '../review/score-grid.js';
import { scoreThresholdRouter } from '../review/score-threshold-router.js';

/**
 * Reward-guided speculative decoding (2501.19324) with the binary step function as its weighting ω: takes the cheapest
 * model's draft iff the process reward model `prm` values it at δ or above, else the dearest model writes the step.
 *
 * @param threshold δ, range [0, 1]; 0.7 in the paper
 * @throws ConfigurationError for a threshold outside [0, 1]; when deciding, RouterError without a draft or calls
 */
export function rsdRouter(threshold: number): Router {
  return scoreThresholdRouter({ id: 'rsd', scorer: 'prm', threshold });
}

/** Reward thresholds from 0 (cheap: every draft is taken) to 1. */
export const rsdFamily: RouterFamily = {
  id: 'rsd',
  title: 'RSD',
  mode: 'review',
  source: 'RSD (2501.19324), Algorithms 1 and 2 with the binary step function of Table 1.',
  training: 'none',
  scorer: 'prm',
  knob: { name: 'threshold', values: Array.from({ length: 21 }, (_, index) => index / 20) },
  fit: async (data) => ({ knobs: await scoreGrid(data, 'prm') }),
  create: (knob = 0.7) => rsdRouter(knob),
};
