import type { ServedModels } from '../served-model.js';
import { modelBody } from './model-body.js';

/** Body of `GET /v1/models`. */
export function listModels(models: ServedModels): object {
  return { object: 'list', data: models.list().map(modelBody) };
}
