import type { QueryView, RoutableModel, RoutingMode, StepView } from '@roro/core';
import { candidateStep, type StepConditions } from './candidate-step.js';

export interface StepsInTurnOptions {
  mode: RoutingMode;
  models: readonly RoutableModel[];
  query: QueryView;
  count: number;
  conditions?: StepConditions;
}

/** Steps by each model in turn, from the cheapest on; in `answer` mode, all by the cheapest. */
export function stepsInTurn({ mode, models, query, count, conditions = {} }: StepsInTurnOptions): StepView[] {
  const steps: StepView[] = [];
  while (steps.length < count) {
    const { id } = models[mode === 'answer' ? 0 : steps.length % models.length] as RoutableModel;
    steps.push(candidateStep({ query, steps, model: id, conditions }));
  }
  return steps;
}
