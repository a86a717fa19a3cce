import type { Decision, Explanation, RoutableModel } from '@roro/core';
import { certainty, poolAction } from '../pool-action.js';

/**
 * Takes a draft of the cheapest model, or has the dearest write the step. In a pool of one model the draft stands.
 *
 * @param draw number of the draft that is taken; default: the first, unnamed
 */
export function reviewDecision(
  models: readonly RoutableModel[],
  accepted: boolean,
  explanation: Explanation,
  draw?: number,
): Decision {
  const position = accepted ? 0 : models.length - 1;
  const action = poolAction('review', models, position);
  return {
    action: accepted && draw !== undefined ? { type: 'accept', draw } : action,
    probabilities: certainty(models, position),
    explanation,
  };
}
