import type { Router } from '@roro/core';
import { contentHash } from '@roro/core/routing';
import { certainty, poolAction } from '../pool-action.js';

export interface PlannedRouterOptions {
  /** Name in records, default `planned`. */
  id?: string;
  /** Position in the pool for each step, by its index; −1 is the dearest. */
  plan: readonly number[];
  /** Position for the steps after the plan's end, default 0: the cheapest. */
  otherwise?: number;
}

/**
 * Who writes which step is laid down beforehand: behaviour policies (bursts, critical steps only) and counterfactuals
 * that let one model finish what another began.
 */
export function plannedRouter({ id = 'planned', plan, otherwise = 0 }: PlannedRouterOptions): Router {
  return {
    id,
    version: `1-${contentHash([plan, otherwise]).slice(0, 12)}`,
    mode: 'assign',
    spec: { type: 'planned', id, plan, otherwise },
    decide({ models, steps }) {
      const planned = plan[steps.length] ?? otherwise;
      const position = planned < 0 ? models.length + planned : planned;
      return {
        action: poolAction('assign', models, position),
        probabilities: certainty(models, position),
        explanation: { features: { step: steps.length }, text: `planned: ${models[position]?.id}` },
      };
    },
  };
}
