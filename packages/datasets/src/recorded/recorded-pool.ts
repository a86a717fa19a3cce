import {
  contentHash,
  createPool,
  type ModelPool,
  type Price,
  type StepScorer,
  unknownNameError,
} from '@roro/core';
import type { RecordedAnswers } from './recorded-answers.js';
import { RecordedModel } from './recorded-model.js';

export interface RecordedPoolModel {
  /** As the record names it. */
  id: string;
  /** What a token of its answers takes, as in any pool: `parameters`, `price` or both. */
  parameters?: number;
  price?: Price;
}

export interface RecordedPoolOptions {
  id: string;
  /** At least one; those of the record that are not named are not in the pool. */
  models: readonly RecordedPoolModel[];
  /** For example `answerScorer(recorded)`, for routers that value answers. Default none. */
  scorers?: readonly StepScorer[];
}

/**
 * A pool of models that replay their recorded answers. Its note says where token counts, and so costs, are estimated.
 *
 * @throws ConfigurationError for a model that the record does not have
 */
export function recordedPool(
  recorded: RecordedAnswers,
  { id, models, scorers = [] }: RecordedPoolOptions,
): ModelPool {
  for (const model of models) {
    if (!recorded.models.includes(model.id))
      throw unknownNameError('recorded model', model.id, recorded.models);
  }
  const pool = createPool(
    id,
    models.map((model) => ({
      ...model,
      model: new RecordedModel(recorded, model.id),
      fingerprint: contentHash(
        recorded.questions.map(({ prompt, answers }) => [prompt, answers[model.id], recorded.tokens]),
      ),
    })),
    scorers,
  );
  if (recorded.tokens === 'recorded') return pool;
  return {
    ...pool,
    note: 'Token counts are estimated, a token for every four characters, because the record of the answers has none: costs and shares are as rough as that.',
  };
}
