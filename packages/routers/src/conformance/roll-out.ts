import type { Decision, QueryView, RoutableModel, Router, RoutingMode, StepView } from '@roro/core';
import { candidateStep } from './candidate-step.js';
import { type ExampleState, type ExampleStateOptions, exampleState } from './example-state.js';

/** Steps of an answer in the checks. */
export const answerLength = 4;

export interface RolledDecision {
  /** Where it was taken, for errors. */
  place: string;
  /** The state as it was before the router saw it. */
  options: ExampleStateOptions;
  state: ExampleState;
  /** Not checked. */
  decision: Decision;
}

export interface RollOutOptions extends Pick<ExampleStateOptions, 'scorer' | 'turn'> {
  router: Router;
  models: readonly RoutableModel[];
  query: QueryView;
  ask(router: Router, state: ExampleState, place: string): Promise<Decision>;
}

/** Answers a question as the engine does, with the steps of `candidateStep`. What is no possible action accepts the cheapest. */
export async function rollOut(options: RollOutOptions): Promise<RolledDecision[]> {
  const { router, models, query, ask, ...rest } = options;
  const { mode } = router;
  const rolled: RolledDecision[] = [];
  const asked = async (steps: readonly StepView[]): Promise<Decision> => {
    const stateOptions = { ...rest, mode, models, query, steps };
    const state = exampleState(stateOptions);
    const place = `query "${query.id}" after ${steps.length} steps, pool of ${models.length}`;
    const decision = await ask(router, state, place);
    rolled.push({ place, options: stateOptions, state, decision });
    return decision;
  };
  if (mode === 'answer') {
    for (let position = 0; position < models.length - 1; ) {
      const decision = await asked(wholeAnswer(query, (models[position] as RoutableModel).id));
      const next = models.findIndex(({ id }) => id === writerOf(decision, mode, models).model);
      if (decision?.action?.type !== 'regenerate' || next <= position) break;
      position = next;
    }
    return rolled;
  }
  const steps: StepView[] = [];
  while (steps.length < answerLength) {
    const writer = writerOf(await asked([...steps]), mode, models);
    steps.push(candidateStep({ query, steps, ...writer }));
  }
  return rolled;
}

/** An answer that one model wrote from the first step to the last. */
export function wholeAnswer(query: QueryView, model: string): StepView[] {
  const steps: StepView[] = [];
  while (steps.length < answerLength) {
    const step = candidateStep({ query, steps, model });
    steps.push(steps.length < answerLength - 1 ? step : { ...step, finish: { unified: 'end' } });
  }
  return steps;
}

function writerOf(
  decision: Decision,
  mode: RoutingMode,
  models: readonly RoutableModel[],
): { model: string; draw?: number } {
  const action = decision?.action;
  const cheapest = (models[0] as RoutableModel).id;
  if (action?.type === 'accept') {
    return mode === 'review' ? { model: cheapest, draw: action.draw ?? 0 } : { model: cheapest };
  }
  return { model: models.some(({ id }) => id === action?.model) ? action.model : cheapest };
}
