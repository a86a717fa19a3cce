import { type Cost, type PricedModel, priceUsage, type UsageEntry } from '@roro/core';
import type { ReportTrajectory } from './report-trajectory.js';

/** What an answer cost, in one unit. Undefined where something in it has no price. */
export interface AnswerCost {
  /** `FLOPs` or a currency. */
  unit: string;
  total: number;
  /** By step: what it cost with the drafts and probes on the way to it. */
  steps: (number | undefined)[];
  /** By model of the pool: as many tokens written by it alone, in one call and without drafts. */
  alone: (number | undefined)[];
}

/** Prices an answer and its steps; undefined where the whole answer has no price in FLOPs, nor in money. */
export function answerCost({
  trajectory,
  models,
  priced = models,
  costOptions = {},
}: ReportTrajectory): AnswerCost | undefined {
  const { cost, steps } = trajectory;
  const inFlops = cost.flops !== undefined;
  const amount = ({ flops, money }: Cost): number | undefined => (inFlops ? flops : money?.amount);
  const total = amount(cost);
  if (total === undefined) return undefined;
  const price = (entries: readonly UsageEntry[], known: readonly PricedModel[]): number | undefined =>
    entries.every(({ model }) => known.some(({ id }) => id === model))
      ? amount(priceUsage(entries, known, costOptions))
      : undefined;
  const generatedTokens = steps.reduce((sum, { usage }) => sum + usage.generatedTokens, 0);
  const prompt = steps[0]?.usage;
  return {
    unit: inFlops ? 'FLOPs' : (cost.money?.currency ?? ''),
    total,
    steps: steps.map(({ usage, overhead }) => price([usage, ...overhead], priced)),
    alone: models.map(({ id }) =>
      price(
        [
          {
            model: id,
            purpose: 'answer',
            prefillTokens: (prompt?.prefillTokens ?? 0) + (prompt?.cachedTokens ?? 0),
            cachedTokens: 0,
            generatedTokens,
            seconds: 0,
          },
        ],
        models,
      ),
    ),
  };
}
