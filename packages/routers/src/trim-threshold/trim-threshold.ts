import type { Router, RouterFamily } from '@roro/core';
import { scoreGrid } from '../review/score-grid.js';
import { scoreThresholdRouter } from '../review/score-threshold-router.js';

/**
 * TRIM-Thr (2601.10245): the dearest model writes the step again iff the process reward model `prm` values the cheapest
 * model's draft below k. The same decisions as `rsdRouter(k)`.
 *
 * @param threshold k, range [0, 1]
 * @throws ConfigurationError for a threshold outside [0, 1]; when deciding, RouterError without a draft or calls
 */
export function trimThresholdRouter(threshold: number): Router {
  return scoreThresholdRouter({ id: 'trim-threshold', scorer: 'prm', threshold });
}

/** Values of k from 0 (cheap: nothing is regenerated) to 1. */
export const trimThresholdFamily: RouterFamily = {
  id: 'trim-threshold',
  title: 'TRIM-Thr',
  mode: 'review',
  source: 'TRIM-Thr of TRIM (2601.10245).',
  training: 'none',
  scorer: 'prm',
  knob: { name: 'k', values: Array.from({ length: 21 }, (_, index) => index / 20) },
  fit: async (data) => ({ knobs: await scoreGrid(data, 'prm') }),
  create: (knob = 0.5) => trimThresholdRouter(knob),
};
