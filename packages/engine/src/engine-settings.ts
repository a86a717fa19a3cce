import {
  ConfigurationError,
  type CostOptions,
  canonicalJson,
  findModel,
  type ModelPool,
  nearestName,
  type PoolModel,
  type PricedModel,
  pricedModels,
  type RoutableModel,
  routableModels,
} from '@roro/core';
import { z } from 'zod';
import { BudgetMeter, budgetSchema } from './budget.js';
import { failureSettingsSchema } from './failure-settings.js';
import { generationSettingsSchema } from './generation-settings.js';
import { modelFingerprint, shortHash } from './step-address.js';

const settingsSchema = z.strictObject({
  generation: generationSettingsSchema.prefault({}),
  budget: budgetSchema.prefault({}),
  failures: failureSettingsSchema.prefault({}),
  /** See `CostOptions` of @roro/core: weight of a prefilled token in FLOPs, range [0, 1], default 0. */
  prefillWeight: z.number().min(0).max(1).default(0),
  /** Weight of a token that a scorer reads, range [0, 1], default 1. */
  scoredWeight: z.number().min(0).max(1).default(1),
});

/** What the caller may set; everything has a default. */
export type EngineOptions = z.input<typeof settingsSchema>;

/** Checked settings with their defaults filled in, and what follows from the pool. Made once for many rollouts. */
export interface EngineSettings extends z.infer<typeof settingsSchema> {
  pool: ModelPool;
  routable: readonly RoutableModel[];
  /** Everything in the pool that costs, the models behind its scorers included. */
  priced: readonly PricedModel[];
  cheapest: PoolModel;
  fallback: PoolModel;
  costOptions: CostOptions;
  /** Hash of the pool and of the settings that results depend on. */
  identity: string;
}

/**
 * @throws ConfigurationError on a value out of range, an unknown key or an unknown fallback model
 * @throws UnknownPriceError when the cost budget has no price to count with
 */
export function resolveEngineSettings(pool: ModelPool, options: EngineOptions): EngineSettings {
  const { generation, budget, failures, prefillWeight, scoredWeight } = options;
  const given = { generation, budget, failures, prefillWeight, scoredWeight };
  const parsed = settingsSchema.safeParse(given);
  if (!parsed.success) throw settingsError(parsed.error);
  const settings = parsed.data;
  const [cheapest, ...others] = pool.models;
  if (cheapest === undefined) {
    throw new ConfigurationError({
      message: `Pool "${pool.id}" has no model.`,
      nextStep: 'Make it with createPool.',
    });
  }
  const { fallbackModel } = settings.failures;
  const costOptions: CostOptions = {
    prefillWeight: settings.prefillWeight,
    scoredWeight: settings.scoredWeight,
  };
  const priced = pricedModels(pool);
  new BudgetMeter(settings.budget, priced, costOptions);
  const fallback = fallbackModel === undefined ? (others.at(-1) ?? cheapest) : findModel(pool, fallbackModel);
  const models = pool.models.map((model) => [
    model.id,
    modelFingerprint(model),
    model.parameters,
    model.price,
  ]);
  return {
    ...settings,
    pool,
    routable: routableModels(pool),
    priced,
    cheapest,
    fallback,
    costOptions,
    identity: shortHash(
      canonicalJson([
        pool.id,
        models,
        ...(pool.scorers ?? []).map(({ id, fingerprint }) => [id, fingerprint]),
        settings.generation,
        settings.budget,
        settings.prefillWeight,
        ...(settings.scoredWeight === 1 ? [] : [settings.scoredWeight]),
        fallback.id,
      ]),
    ),
  };
}

function settingsError(error: z.ZodError): ConfigurationError {
  const issue = error.issues[0];
  const path = issue?.path.join('.') ?? '';
  if (issue?.code === 'unrecognized_keys') {
    const shapes: Record<string, object> = {
      generation: generationSettingsSchema.shape,
      budget: budgetSchema.shape,
      failures: failureSettingsSchema.shape,
    };
    const known = Object.keys(shapes[path] ?? {});
    const key = issue.keys[0] ?? '';
    const nearest = nearestName(key, known);
    return new ConfigurationError({
      message: `Unknown key "${path}.${key}" in the engine's options.`,
      nextStep: nearest === undefined ? `Known: ${known.join(', ')}.` : `Did you mean "${nearest}"?`,
      cause: error,
    });
  }
  return new ConfigurationError({
    message: `The engine's option "${path}" is out of range: ${issue?.message ?? 'unknown'}.`,
    nextStep: 'Correct the value.',
    cause: error,
  });
}
