import { actionSchema, type Decision, type RoutableModel, type RoutingMode, type StepView } from '@roro/core';
import { demand } from './demand.js';

export interface DecisionContext {
  mode: RoutingMode;
  models: readonly RoutableModel[];
  /** Steps of the state. */
  steps: readonly StepView[];
  place: string;
}

/** @throws Error for an action that the engine would not take */
export function requireAction(decision: Decision, { mode, models, steps, place }: DecisionContext): void {
  demand(
    typeof decision === 'object' && decision !== null,
    `Expected a decision, got ${decision} on ${place}.`,
  );
  const { action } = decision;
  const parsed = actionSchema.safeParse(action);
  const types = mode === 'assign' ? ['assign'] : ['accept', 'regenerate'];
  demand(
    parsed.success && types.includes(parsed.data.type),
    `Expected an action of mode ${mode} (${types.join(' or ')}), got ${JSON.stringify(action)} on ${place}.`,
  );
  if (parsed.data.type === 'accept') {
    demand(
      mode === 'review' || parsed.data.draw === undefined,
      `Expected an accepted answer without a draw, got ${JSON.stringify(action)} on ${place}.`,
    );
    return;
  }
  const { model } = parsed.data;
  const ids = models.map(({ id }) => id);
  demand(
    ids.includes(model),
    `Expected a model of the pool (${ids.join(', ')}), got "${model}" on ${place}.`,
  );
  const writer = steps[0]?.model;
  demand(
    mode !== 'answer' || writer === undefined || ids.indexOf(model) > ids.indexOf(writer),
    `Expected a model that is dearer than "${writer}", which has answered, got "${model}" on ${place}.`,
  );
}

/** @throws Error for probabilities that are none, or do not allow the action; decisions may come without any */
export function requireProbabilities(
  { action, probabilities }: Decision,
  { mode, models, place }: DecisionContext,
): void {
  if (probabilities === undefined) return;
  const shown = `${JSON.stringify(Array.from(probabilities, String))} on ${place}`;
  const size = mode === 'answer' ? `1–${models.length}` : `${models.length}`;
  demand(
    Array.isArray(probabilities) &&
      (mode === 'answer'
        ? probabilities.length >= 1 && probabilities.length <= models.length
        : probabilities.length === models.length),
    `Expected an array of ${size} probabilities, got ${shown}.`,
  );
  demand(
    probabilities.every((probability) => probability >= 0 && probability <= 1),
    `Expected probabilities in [0, 1], got ${shown}.`,
  );
  const sum = probabilities.reduce((total, probability) => total + probability, 0);
  demand(Math.abs(sum - 1) < 1e-6, `Expected probabilities that sum to 1, got ${shown}.`);
  const position =
    action.type === 'accept' ? 0 : models.findIndex(({ id }) => id === (action as { model: string }).model);
  // What a regeneration by the cheapest model is likely to be is not said apart from accepting its draft.
  if (mode === 'answer' || (action.type === 'regenerate' && position === 0)) return;
  demand(
    (probabilities[position] ?? 0) > 0,
    `Expected an action that its probabilities allow, got ${JSON.stringify(action)} with ${shown}.`,
  );
}

/** @throws Error for an explanation or observation with anything but finite numbers; decisions may come without */
export function requireFiniteReasons({ explanation, observation }: Decision, place: string): void {
  if (explanation !== undefined) {
    const { features, score, threshold, text } = explanation;
    demand(
      typeof text === 'string' && typeof features === 'object' && features !== null,
      `Expected an explanation {features, text}, got ${JSON.stringify(explanation)} on ${place}.`,
    );
    for (const [name, value] of Object.entries({ ...features, score, threshold })) {
      demand(
        Number.isFinite(value) || (value === undefined && !(name in features)),
        `Expected finite numbers in the explanation, got ${value} for "${name}" on ${place}.`,
      );
    }
  }
  if (observation === undefined) return;
  demand(Array.isArray(observation), `Expected an observation that is an array, got another on ${place}.`);
  const wrong = observation.findIndex((value) => !Number.isFinite(value));
  demand(
    wrong === -1,
    `Expected finite numbers in the observation, got ${observation[wrong]} at ${wrong} on ${place}.`,
  );
}

/** All that the engine demands of a decision. */
export function requireDecision(decision: Decision, context: DecisionContext): void {
  requireAction(decision, context);
  requireProbabilities(decision, context);
  requireFiniteReasons(decision, context.place);
}
