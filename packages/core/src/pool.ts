import type { LanguageModelV4 } from '@ai-sdk/provider';
import { type CostUnit, type PricedModel, relativeTokenCosts } from './cost.js';
import { ConfigurationError } from './errors.js';
import { unknownNameError } from './nearest-name.js';
import type { RoutableModel } from './router.js';
import type { StepScorer } from './step-scorer.js';

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
  /** Lets a call through when there is room for it, in place of `maxConcurrency`: a limit that several processes share. */
  limit?: CallLimit;
  /** Seconds that one call may take, > 0; default: what the run allows all models. */
  requestTimeout?: number;
  /**
   * Ask over a stream, default false: a server that falls silent is noticed after `failures.stallTimeout`, not only when
   * the whole call has taken too long.
   */
  streams?: boolean;
  /** Tokens of prompt and answer together that the model takes; default unknown. */
  contextLimit?: number;
}

/** Waits for room, makes the call, and gives the room back. */
export type CallLimit = <T>(call: () => Promise<T>) => Promise<T>;

/** A model as a configuration names it: its key there becomes the id. */
export type PoolMember = Omit<PoolModel, 'id'>;

/** Models ordered from the cheapest to the dearest. */
export interface ModelPool {
  id: string;
  models: readonly PoolModel[];
  /** What routers may ask about a step; default none. */
  scorers?: readonly StepScorer[];
  /** What a reader of results must know of this pool, such as that its token counts are estimates; default nothing. */
  note?: string;
}

/** Checks and orders a pool. Throws ConfigurationError on duplicate ids or an empty pool, UnknownPriceError without parameters. */
export function createPool(
  id: string,
  models: readonly PoolModel[],
  scorers: readonly StepScorer[] = [],
): ModelPool {
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
  if (new Set(scorers.map((scorer) => scorer.id)).size !== scorers.length) {
    throw new ConfigurationError({
      message: `Pool "${id}" names a scorer twice (${scorers.map((scorer) => scorer.id).join(', ')}).`,
      nextStep: 'Give each scorer of a pool its own id.',
    });
  }
  const costs = relativeTokenCosts(models, costUnitOf({ models, scorers }));
  const order = models.map((model, i) => ({ model, cost: costs[i] as number }));
  order.sort((a, b) => a.cost - b.cost);
  return {
    id,
    models: order.map((entry) => entry.model),
    ...(scorers.length === 0 ? {} : { scorers }),
  };
}

/** What costs are compared in: FLOPs where the parameters of everything in the pool are known, else money. */
export function costUnitOf(
  pool: Pick<ModelPool, 'models' | 'scorers'>,
): Extract<CostUnit, 'flops' | 'money'> {
  return pricedModels(pool).every(({ parameters }) => parameters !== undefined) ? 'flops' : 'money';
}

/** Everything in a pool that costs: its models, and the models behind its scorers that are none of them. */
export function pricedModels({ models, scorers = [] }: Pick<ModelPool, 'models' | 'scorers'>): PricedModel[] {
  const priced = new Map<string, PricedModel>(scorers.map(({ model }) => [model.id, model]));
  for (const model of models) priced.set(model.id, model);
  return [...priced.values()];
}

/** Throws ConfigurationError with the nearest known id. */
export function findScorer({ id, scorers = [] }: ModelPool, scorer: string): StepScorer {
  const found = scorers.find((candidate) => candidate.id === scorer);
  if (found !== undefined) return found;
  if (scorers.length === 0) {
    throw new ConfigurationError({
      message: `Pool "${id}" has no scorer, and a router asks for "${scorer}".`,
      nextStep: 'Give the pool a step scorer (createPool(id, models, scorers)), or choose another router.',
    });
  }
  throw unknownNameError(
    'scorer',
    scorer,
    scorers.map((candidate) => candidate.id),
  );
}

export function routableModels(pool: ModelPool): RoutableModel[] {
  const costs = relativeTokenCosts(pool.models, costUnitOf(pool));
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
