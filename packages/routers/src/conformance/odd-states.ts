import type { RoutableModel, RoutingMode, StepView } from '@roro/core';
import type { StepConditions } from './candidate-step.js';
import { type ExampleState, exampleQuery, exampleState } from './example-state.js';
import { stepsInTurn } from './steps-in-turn.js';

export interface OddState {
  /** What is odd about it. */
  name: string;
  state: Omit<ExampleState, 'calls'> & Partial<Pick<ExampleState, 'calls'>>;
}

export interface OddStatesOptions {
  mode: RoutingMode;
  models: readonly RoutableModel[];
  scorer: string | undefined;
}

/** States that a router may meet and cannot always decide on. Made anew on every call. */
export function oddStates({ mode, models, scorer }: OddStatesOptions): OddState[] {
  const query = exampleQuery(0);
  const after = (count: number, conditions: StepConditions = {}, changes: Partial<ExampleState> = {}) => {
    const pool = changes.models ?? models;
    const asked = changes.query ?? query;
    const steps = stepsInTurn({ mode, models: pool, query: asked, count, conditions });
    return { ...exampleState({ mode, models: pool, query: asked, steps, conditions, scorer }), ...changes };
  };
  const { calls: _calls, ...withoutCalls } = after(3);
  const { draft: _draft, prefill: _prefill, ...withoutDraft } = after(3);
  const mixed = after(3);
  return [
    { name: 'no statistics', state: after(3, { statistics: 'missing' }) },
    { name: 'no entropies and margins', state: after(3, { statistics: 'without entropies' }) },
    { name: 'statistics of some steps alone', state: { ...mixed, steps: someStatistics(mixed.steps) } },
    { name: 'statistics that are all 0', state: after(3, { statistics: 'zero' }) },
    { name: 'statistics as large as 32-bit floats go', state: after(3, { statistics: 'huge' }) },
    { name: 'empty texts', state: after(3, { text: 'empty' }, { query: { ...query, prompt: '' } }) },
    { name: '200 steps', state: after(200) },
    { name: 'no step', state: after(0) },
    { name: 'no calls', state: withoutCalls },
    { name: 'neither draft nor prefill', state: withoutDraft },
    { name: 'a spent budget of one step', state: after(1, {}, { budget: { maxSteps: 1, spentShare: 1 } }) },
    {
      name: 'models that cost the same',
      state: after(3, {}, { models: models.map(({ id }) => ({ id, relativeCost: 1 })) }),
    },
  ];
}

function someStatistics(steps: readonly StepView[]): StepView[] {
  return steps.map(({ statistics, ...step }, index) =>
    index % 2 === 0 || statistics === undefined ? step : { ...step, statistics },
  );
}
