import {
  type CostOptions,
  type CostUnit,
  costIn,
  costUnitSchema,
  type PricedModel,
  priceUsage,
  type TrajectoryFinish,
  type UsageEntry,
} from '@roro/core';
import { z } from 'zod';

/**
 * When to stop. Budgets of steps, of all generated tokens and of cost are looked at between steps: the step that crosses
 * one is kept and is the last, and if it states the final answer the trajectory counts as answered. Budgets of the
 * answer's own tokens bound each step, and cut it.
 */
export const budgetSchema = z.strictObject({
  /** Steps of the answer, ≥ 1, default 32. */
  maxSteps: z.number().int().min(1).default(32),
  /** Tokens of one step, ≥ 1, default 1024. */
  maxTokensPerStep: z.number().int().min(1).default(1024),
  /**
   * What becomes of a step that reaches `maxTokensPerStep`, default `truncate`: the answer ends there and is never a success.
   * `split`: the step is kept as it is and the answer goes on, for texts without delimiters for long stretches.
   */
  longSteps: z.enum(['truncate', 'split']).optional(),
  /**
   * Tokens of the kept steps while the answer is thinking (`AnswerFormat.thinking`), ≥ 1; default unlimited. At the limit
   * the closing tag is put in, and the models go on to the answer (budget forcing, arXiv 2501.19393 § 3.1).
   */
  maxThinkingTokens: z.number().int().min(1).optional(),
  /** Tokens of the kept steps after the thinking, ≥ 1; default unlimited. The answer is cut there. */
  maxAnswerTokens: z.number().int().min(1).optional(),
  /** Tokens of all kept steps, ≥ 1; default unlimited. The answer is cut there. */
  maxOutputTokens: z.number().int().min(1).optional(),
  /** Generated tokens of all models together, rejected drafts included; default unlimited. */
  maxTokens: z.number().int().min(1).optional(),
  /** Cost of everything spent; default unlimited. In seconds it depends on the clock, so results do too. */
  maxCost: z.strictObject({ unit: costUnitSchema, amount: z.number().positive() }).optional(),
});
export type Budget = z.infer<typeof budgetSchema>;

/** Adds up what one trajectory spends and says which budget is exhausted. */
export class BudgetMeter {
  readonly #budget: Budget;
  readonly #price: (entry: UsageEntry) => number;
  #tokens = 0;
  #cost = 0;

  /** Throws UnknownPriceError where `maxCost` asks for a unit in which a model of the pool has no price. */
  constructor(budget: Budget, models: readonly PricedModel[], costOptions: CostOptions = {}) {
    this.#budget = budget;
    const unit: CostUnit | undefined = budget.maxCost?.unit;
    this.#price =
      unit === undefined ? () => 0 : (entry) => costIn(priceUsage([entry], models, costOptions), unit);
    if (unit === undefined) return;
    for (const { id } of models) {
      this.#price({
        model: id,
        purpose: 'step',
        prefillTokens: 0,
        cachedTokens: 0,
        generatedTokens: 0,
        seconds: 0,
      });
    }
  }

  add(entry: UsageEntry): void {
    this.#tokens += entry.generatedTokens;
    this.#cost += this.#price(entry);
  }

  /** The budget that leaves no room for another step after `steps` steps; undefined where there is room. */
  exhausted(steps: number): Extract<TrajectoryFinish, `${string}-budget`> | undefined {
    const { maxSteps, maxTokens, maxCost } = this.#budget;
    if (steps >= maxSteps) return 'step-budget';
    if (maxTokens !== undefined && this.#tokens >= maxTokens) return 'token-budget';
    if (maxCost !== undefined && this.#cost >= maxCost.amount) return 'cost-budget';
    return undefined;
  }

  /** Largest share used of the step, token and cost budgets after `steps` steps, range [0, 1]. */
  spentShare(steps: number): number {
    const { maxSteps, maxTokens, maxCost } = this.#budget;
    return Math.min(
      1,
      Math.max(
        steps / maxSteps,
        maxTokens === undefined ? 0 : this.#tokens / maxTokens,
        maxCost === undefined ? 0 : this.#cost / maxCost.amount,
      ),
    );
  }
}
