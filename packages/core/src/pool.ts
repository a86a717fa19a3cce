import type { LanguageModelV4 } from '@ai-sdk/provider';
import { type PricedModel, relativeTokenCosts } from './cost.js';
import { ConfigurationError } from './errors.js';
import { unknownNameError } from './nearest-name.js';
import type { RoutableModel } from './router.js';

/** A model that one may route to. */
export interface PoolModel extends PricedModel {
  /** Name within the pool; appears in trajectories and reports. */
  id: string;
  model: LanguageModelV4;
  /**
   * Changes whenever the model's answers would: a hash of its weights, a server's revision. Stored steps of
   * another fingerprint are not reused. Default: provider, model id and parameters.
   */
  fingerprint?: string;
  /** Requests in flight at a time, default 64. */
  maxConcurrency?: number;
}

/** Models ordered from the cheapest to the dearest. */
export interface ModelPool {
  id: string;
  models: readonly PoolModel[];
}

/** Checks and orders a pool. Throws ConfigurationError on duplicate ids or an empty pool, UnknownPriceError without parameters. */
export function createPool(id: string, models: readonly PoolModel[]): ModelPool {
  if (models.length === 0) {
    throw new ConfigurationError({ message: `Pool "${id}" has no model.`, nextStep: 'Name at least one.' });
  }
  const ids = new Set(models.map((model) => model.id));
  if (ids.size !== models.length) {
    throw new ConfigurationError({
      message: `Pool "${id}" names a model twice (${models.map((m) => m.id).join(', ')}).`,
      nextStep: 'Give each model of a pool its own id.',
    });
  }
  const unit = models.every((model) => model.parameters !== undefined) ? 'flops' : 'money';
  const costs = relativeTokenCosts(models, unit);
  const order = models.map((model, i) => ({ model, cost: costs[i] as number }));
  order.sort((a, b) => a.cost - b.cost);
  return { id, models: order.map((entry) => entry.model) };
}

export function routableModels(pool: ModelPool): RoutableModel[] {
  const unit = pool.models.every((model) => model.parameters !== undefined) ? 'flops' : 'money';
  const costs = relativeTokenCosts(pool.models, unit);
  return pool.models.map((model, i) => ({ id: model.id, relativeCost: costs[i] as number }));
}

export function findModel(pool: ModelPool, id: string): PoolModel {
  const model = pool.models.find((candidate) => candidate.id === id);
  if (model === undefined)
    throw unknownNameError(
      'model',
      id,
      pool.models.map((m) => m.id),
    );
  return model;
}
