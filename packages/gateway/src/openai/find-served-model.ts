import { unknownNameError } from '@roro/core';
import type { ServedModel, ServedModels } from '../served-model.js';
import { InvalidRequestError } from './invalid-request-error.js';

/**
 * The model of a name.
 *
 * @throws InvalidRequestError (404, `model_not_found`) with the nearest names
 * @throws ConfigurationError for a policy that cannot be had
 */
export function findServedModel(models: ServedModels, id: string): ServedModel {
  const served = models.find(id);
  if (served !== undefined) return served;
  const known = models.list().map((model) => model.id);
  throw new InvalidRequestError({
    status: 404,
    reason: 'model_not_found',
    param: 'model',
    message: unknownNameError('model', id, known).message,
  });
}
