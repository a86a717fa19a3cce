import type { FittingData } from '@roro/core';
import { ValidationError } from '@roro/core/routing';
import { ownAnswers } from '../fit/own-answers.js';
import { quantileGrid } from '../fit/quantile-grid.js';

/**
 * Thresholds that split the scores of the cheapest model's own steps into equal shares: 0 (takes every draft), up to 20
 * quantiles, 1. Rising, hence from cheap to dear.
 *
 * @throws ValidationError without a single step that the cheapest model wrote alone
 */
export async function scoreGrid(data: FittingData, scorer: string): Promise<number[]> {
  const cheapest = data.models[0]?.id;
  const scores = await Promise.all(
    ownAnswers(data, cheapest).map((trajectory) => data.scores(scorer, trajectory)),
  );
  const values = scores.flat();
  if (values.length === 0) {
    throw new ValidationError({
      message: `Expected "${scorer}" scores of steps that the cheapest model (${cheapest ?? 'none'}) wrote alone, got none.`,
      nextStep: 'Fit on trajectories of the `fixed` router with knob 0.',
    });
  }
  return [...new Set([0, ...quantileGrid(values), 1])];
}
