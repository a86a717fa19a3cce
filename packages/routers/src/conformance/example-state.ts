import {
  type QueryView,
  Random,
  type RoutableModel,
  type RouterState,
  type RoutingMode,
  type StepView,
} from '@roro/core';
import { candidateStep, type StepConditions } from './candidate-step.js';
import { exampleQuestion } from './example-question.js';
import { FakeCalls, type FakeCallsOptions } from './fake-calls.js';

export interface ExampleStateOptions extends Pick<FakeCallsOptions, 'scorer' | 'turn' | 'fails'> {
  mode: RoutingMode;
  models: readonly RoutableModel[];
  query: QueryView;
  steps: readonly StepView[];
  conditions?: StepConditions | undefined;
}

/** A state with calls that can be counted. */
export interface ExampleState extends RouterState {
  calls: FakeCalls;
}

/** What a router of this mode is asked after these steps. Made anew on every call, so that nothing that is done to it lasts. */
export function exampleState(options: ExampleStateOptions): ExampleState {
  const { mode, models, query, steps, conditions, scorer, turn, fails } = options;
  const [cheapest] = models as [RoutableModel];
  const draft = candidateStep({ query, steps, model: cheapest.id, ...(conditions && { conditions }) });
  return {
    ...structuredClone({ models, query, steps }),
    ...(mode === 'review' ? { draft } : {}),
    budget: { maxSteps: 8, spentShare: Math.min(1, steps.length / 8) },
    // Not every host counts what a switch would have to read.
    ...(new Random('prefill', query.id).bernoulli(0.5)
      ? { prefill: { tokens: models.map((_, position) => 10 * position), weight: 0.1 } }
      : {}),
    random: new Random('conformance', query.id, steps.length),
    calls: new FakeCalls({ models, query, steps, scorer, turn, fails, conditions }),
  };
}

/** Questions of the checks, by number. */
export function exampleQuery(index: number): QueryView {
  const prompt = `${exampleQuestion('conformance', index).join('\n')}\n`;
  return { id: `q${index}`, prompt, benchmark: 'conformance', meta: {} };
}
