import type { Action, RoutableModel, RoutingMode } from '@roro/core';

/**
 * The action that makes the model at a position of the pool write the step: `assign` names it; in `review` the
 * cheapest model (position 0) has drafted, so that taking it means to accept, and any other to regenerate.
 */
export function poolAction(mode: RoutingMode, models: readonly RoutableModel[], position: number): Action {
  const model = models[position];
  if (model === undefined) {
    throw new RangeError(`Expected a position in a pool of ${models.length} models, got ${position}.`);
  }
  if (mode === 'assign') return { type: 'assign', model: model.id };
  return position === 0 ? { type: 'accept' } : { type: 'regenerate', model: model.id };
}

/** Probabilities that put everything on one position of the pool. */
export function certainty(models: readonly RoutableModel[], position: number): number[] {
  return models.map((_, index) => (index === position ? 1 : 0));
}
