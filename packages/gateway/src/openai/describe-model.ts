import type { ServedModels } from '../served-model.js';
import type { GatewayAnswer } from './answer-context.js';
import { errorAnswer } from './error-answer.js';
import { findServedModel } from './find-served-model.js';
import { modelBody } from './model-body.js';

/** Answer to `GET /v1/models/{id}`; the model need not be listed. */
export function describeModel(models: ServedModels, id: string): Extract<GatewayAnswer, { kind: 'body' }> {
  try {
    return { kind: 'body', status: 200, headers: {}, body: modelBody(findServedModel(models, id)) };
  } catch (error) {
    return errorAnswer(error);
  }
}
