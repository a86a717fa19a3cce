import type { ModelPool } from '@roro/core';
import type { ModelProfile } from './model-profile.js';
import type { PlannedStage, Writers } from './plan.js';
import { type Sharing, shareAt } from './sharing.js';

/** Calls of one model and their tokens; whole numbers once they are printed. */
export interface ModelSpending {
  calls: number;
  generated: number;
  prompt: number;
}

/** What a stage takes, by model of the pool. */
export type Spending = Map<string, ModelSpending>;

export function addSpending(total: Spending, model: string, more: ModelSpending): void {
  const { calls, generated, prompt } = total.get(model) ?? { calls: 0, generated: 0, prompt: 0 };
  total.set(model, {
    calls: calls + more.calls,
    generated: generated + more.generated,
    prompt: prompt + more.prompt,
  });
}

/**
 * What the unknown rollouts of a stage take: the steps that are missing of a mean answer, less those that its rollouts share
 * with each other.
 */
export function stageSpending(
  { queries, unknown }: PlannedStage,
  profiles: readonly ModelProfile[],
  sharing: Sharing | undefined,
): Spending {
  const mixed = unknown.filter(({ share }) => share === undefined);
  const rollouts = mixed.reduce((sum, { begun }) => sum + begun.length, 0) / Math.max(1, queries);
  const spending: Spending = new Map();
  for (const { writers, begun, share = shareAt(sharing, rollouts) } of unknown) {
    profiles.forEach(({ model, steps, tokens, promptTokens }, index) => {
      const missing = begun.reduce((sum, known) => sum + Math.max(1, steps - known), 0);
      const calls = share * weightOf(writers, index, profiles.length) * missing;
      if (calls > 0)
        addSpending(spending, model, { calls, generated: calls * tokens, prompt: calls * promptTokens });
    });
  }
  return spending;
}

/**
 * Steps of its own mean answer that a model is taken to write. `assign`: all models alike, since knobs run from the cheapest
 * to the dearest. `review` and `answer`: the cheapest writes everything, and half of it is written again by the others.
 * `drafted`: the cheapest writes everything, and the dearest writes all of it again.
 */
function weightOf(writers: Writers, index: number, models: number): number {
  if (typeof writers === 'number') return writers === index ? 1 : 0;
  if (writers === 'assign' || models === 1) return 1 / models;
  if (writers === 'drafted') return index === 0 || index === models - 1 ? 1 : 0;
  return index === 0 ? 1 : 0.5 / (models - 1);
}

/** A spending as it is reported. */
export interface SpendingReport {
  calls: number;
  generatedTokens: number;
  promptTokens: number;
  /** Prompts at the full price of input. Absent where a model that is called has no price. */
  money?: { amount: number; currency: string };
}

export function reportSpending(spending: Spending, { models }: ModelPool): SpendingReport {
  const sum = (value: (own: ModelSpending) => number): number =>
    Math.round([...spending.values()].reduce((total, own) => total + value(own), 0));
  let amount: number | undefined = 0;
  let currency: string | undefined;
  for (const [model, { generated, prompt, calls }] of spending) {
    if (calls === 0) continue;
    const price = models.find(({ id }) => id === model)?.price;
    if (price === undefined || (currency !== undefined && currency !== price.currency)) amount = undefined;
    else if (amount !== undefined) {
      currency = price.currency;
      amount += (prompt * price.inputPerMillion + generated * price.outputPerMillion) / 1e6;
    }
  }
  return {
    calls: sum(({ calls }) => calls),
    generatedTokens: sum(({ generated }) => generated),
    promptTokens: sum(({ prompt }) => prompt),
    ...(amount === undefined || currency === undefined ? {} : { money: { amount, currency } }),
  };
}
