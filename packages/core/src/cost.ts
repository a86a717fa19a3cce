import { z } from 'zod';
import { ConfigurationError, UnknownPriceError } from './errors.js';

/**
 * Cost accounting. Everything that was really spent is an entry of a ledger: steps that were kept, rejected
 * drafts, probes, answers, judge calls, and the prefill of a model that one switches to.
 */
export const purposeSchema = z.enum(['step', 'draft', 'probe', 'answer', 'judge']);
export type Purpose = z.infer<typeof purposeSchema>;

/** Money per million tokens, in one currency. */
export const priceSchema = z.object({
  inputPerMillion: z.number().nonnegative(),
  /** Defaults to `inputPerMillion` where the server sells no cached input. */
  cachedInputPerMillion: z.number().nonnegative().optional(),
  outputPerMillion: z.number().nonnegative(),
  currency: z.string().default('USD'),
});
export type Price = z.infer<typeof priceSchema>;

/** What cost accounting must know of a model. At least one of the two, or pricing is an error. */
export interface PricedModel {
  id: string;
  /** Parameters active per token. FLOPs per token = 2 · parameters. */
  parameters?: number | undefined;
  price?: Price | undefined;
}

/** One model call. Tokens are the model's own. */
export const usageEntrySchema = z.object({
  model: z.string(),
  purpose: purposeSchema,
  /** Prompt tokens that the model had not seen before in this trajectory. */
  prefillTokens: z.number().int().nonnegative(),
  /** Prompt tokens that an ideal prefix cache already holds. */
  cachedTokens: z.number().int().nonnegative(),
  generatedTokens: z.number().int().nonnegative(),
  /**
   * Tokens of a step that a scorer read to value it: in FLOPs as much work as writing them (`CostOptions.scoredWeight`),
   * in money input. Not part of the prefill. Absent where nothing was valued.
   */
  scoredTokens: z.number().int().nonnegative().optional(),
  seconds: z.number().nonnegative(),
});
export type UsageEntry = z.infer<typeof usageEntrySchema>;

export const tokenCountSchema = z.object({
  generated: z.number().int().nonnegative(),
  /** Part of `generated` that was thrown away or was no step: rejected drafts, probes, judge output. */
  overhead: z.number().int().nonnegative(),
  prefill: z.number().int().nonnegative(),
  cached: z.number().int().nonnegative(),
  /** Read by a scorer to value them; absent where none were. */
  scored: z.number().int().nonnegative().optional(),
  calls: z.number().int().nonnegative(),
});
export type TokenCount = z.infer<typeof tokenCountSchema>;

export const costSchema = z.object({
  /** 2·N·(generated + scoredWeight·scored + prefillWeight·prefill), summed over models; undefined where a parameter count is unknown. */
  flops: z.number().nonnegative().optional(),
  /** Undefined where a price is unknown. */
  money: z.object({ amount: z.number().nonnegative(), currency: z.string() }).optional(),
  /** Sum of the calls' own durations. */
  seconds: z.number().nonnegative(),
  /** By model id. */
  tokens: z.record(z.string(), tokenCountSchema),
});
export type Cost = z.infer<typeof costSchema>;

export const costUnitSchema = z.enum(['flops', 'money', 'seconds']);
export type CostUnit = z.infer<typeof costUnitSchema>;

export interface CostOptions {
  /**
   * Weight of one prefilled token against one generated token in FLOPs, range [0, 1], default 0: the routing
   * papers count generated tokens only (EcoTab 2605.29319 § 4: FLOPs = 2·N·tokens). Prefilled tokens are
   * always counted in `tokens`, whatever the weight; money always includes them.
   */
  prefillWeight?: number;
  /**
   * Weight of one token that a scorer (a reward model, a verdict of a large model) read to value it, range [0, 1], default
   * 1: what really is spent. 0 is the count of papers that leave verification out of their FLOPs.
   */
  scoredWeight?: number;
}

/** Adds up a ledger. Throws UnknownPriceError for an entry of a model that is not in `models`. */
export function priceUsage(
  entries: readonly UsageEntry[],
  models: readonly PricedModel[],
  { prefillWeight = 0, scoredWeight = 1 }: CostOptions = {},
): Cost {
  const tokens: Record<string, TokenCount> = {};
  let flops: number | undefined = 0;
  let amount: number | undefined = 0;
  let currency: string | undefined;
  let seconds = 0;
  for (const entry of entries) {
    const model = models.find((candidate) => candidate.id === entry.model);
    if (model === undefined) {
      throw new UnknownPriceError({
        message: `The ledger holds a call of model "${entry.model}", which is not in the pool (${models.map((m) => m.id).join(', ')}).`,
        nextStep: 'Price a trajectory with the pool that made it.',
      });
    }
    tokens[entry.model] ??= { generated: 0, overhead: 0, prefill: 0, cached: 0, calls: 0 };
    const count = tokens[entry.model] as TokenCount;
    count.generated += entry.generatedTokens;
    if (entry.purpose !== 'step' && entry.purpose !== 'answer') count.overhead += entry.generatedTokens;
    count.prefill += entry.prefillTokens;
    count.cached += entry.cachedTokens;
    const { scoredTokens = 0 } = entry;
    if (scoredTokens > 0) count.scored = (count.scored ?? 0) + scoredTokens;
    count.calls += 1;
    seconds += entry.seconds;
    if (model.parameters === undefined) flops = undefined;
    else if (flops !== undefined) {
      flops +=
        2 *
        model.parameters *
        (entry.generatedTokens + scoredWeight * scoredTokens + prefillWeight * entry.prefillTokens);
    }
    if (model.price === undefined) amount = undefined;
    else if (amount !== undefined) {
      const { price } = model;
      if (currency !== undefined && currency !== price.currency) {
        throw new ConfigurationError({
          message: `Prices in two currencies (${currency}, ${price.currency}) cannot be added.`,
          nextStep: 'Give every model of the pool a price in one currency.',
        });
      }
      currency = price.currency;
      amount +=
        ((entry.prefillTokens + scoredTokens) * price.inputPerMillion +
          entry.cachedTokens * (price.cachedInputPerMillion ?? price.inputPerMillion) +
          entry.generatedTokens * price.outputPerMillion) /
        1e6;
    }
  }
  return {
    ...(flops === undefined ? {} : { flops }),
    ...(amount === undefined || (entries.length > 0 && currency === undefined)
      ? {}
      : { money: { amount, currency: currency ?? 'USD' } }),
    seconds,
    tokens,
  };
}

/** The cost as one number in the unit asked for. Throws UnknownPriceError where it is not known. */
export function costIn(cost: Cost, unit: CostUnit): number {
  const value = unit === 'flops' ? cost.flops : unit === 'money' ? cost.money?.amount : cost.seconds;
  if (value === undefined) {
    throw new UnknownPriceError({
      message: `The cost in ${unit} is not known for models ${Object.keys(cost.tokens).join(', ')}.`,
      nextStep:
        unit === 'flops'
          ? 'Give every model of the pool its `parameters`, or choose another cost unit.'
          : 'Give every model of the pool a `price`, or choose another cost unit.',
    });
  }
  return value;
}

/** Relative price of one generated token of each model, dearest = 1; the order of the pool is kept. */
export function relativeTokenCosts(models: readonly PricedModel[], unit: CostUnit = 'flops'): number[] {
  const costs = models.map((model) => {
    const value = unit === 'money' ? model.price?.outputPerMillion : model.parameters;
    if (value === undefined) {
      throw new UnknownPriceError({
        message: `Model "${model.id}" has no ${unit === 'money' ? 'price' : 'parameter count'}.`,
        nextStep: `Set \`${unit === 'money' ? 'price' : 'parameters'}\` for it in the pool.`,
      });
    }
    return value;
  });
  const dearest = Math.max(...costs);
  return costs.map((cost) => (dearest === 0 ? 0 : cost / dearest));
}
