import type { Router, RouterFamily } from '@roro/core';
import { RouterError, unknownNameError } from '@roro/core/routing';
import { certainty, poolAction } from '../pool-action.js';
import { familySpec } from '../spec/family-spec.js';

/**
 * Always the same model.
 *
 * @param model position in the pool from the cheapest (0), or from the dearest when negative (−1), or a model's id
 * @throws when deciding: RouterError for a position that the pool does not have, ConfigurationError for an unknown id
 */
export function fixedRouter(model: number | string): Router {
  return {
    id: 'fixed',
    version: '1',
    mode: 'assign',
    readsStatistics: false,
    ...(typeof model === 'number' ? { knob: model } : {}),
    spec: typeof model === 'number' ? familySpec('fixed', model) : { type: 'model', model },
    decide({ models }) {
      const position =
        typeof model === 'string'
          ? models.findIndex(({ id }) => id === model)
          : model < 0
            ? models.length + model
            : model;
      if (models[position] === undefined) {
        if (typeof model === 'string')
          throw unknownNameError(
            'model',
            model,
            models.map(({ id }) => id),
          );
        throw new RouterError({
          router: 'fixed',
          message: `Expected a position from ${-models.length} to ${models.length - 1}, got ${model}.`,
          nextStep: 'Use 0 for the cheapest model and -1 for the dearest.',
        });
      }
      return {
        action: poolAction('assign', models, position),
        probabilities: certainty(models, position),
        explanation: { features: {}, text: `always ${models[position].id}` },
      };
    },
  };
}

/** The two ends of every accuracy–cost curve: the cheapest model alone and the dearest model alone. */
export const fixedFamily: RouterFamily = {
  id: 'fixed',
  title: 'One model',
  mode: 'assign',
  source: 'The two ends of the curve in every routing paper (SRM only, LRM only).',
  training: 'none',
  knob: { name: 'model', values: [0, -1] },
  create: (knob = 0) => fixedRouter(knob),
};
