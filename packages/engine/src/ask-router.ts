import {
  type Action,
  type Decision,
  type DecisionRecord,
  errorMessage,
  type Router,
  RouterError,
  type RouterState,
} from '@roro/core';
import { throwIfAborted } from './call-model.js';
import type { EngineSettings } from './engine-settings.js';

export interface RouterQuestion {
  router: Router;
  state: RouterState;
  settings: EngineSettings;
  /** In `review` mode: is there such a draft of the cheapest model? Default: the first one alone. */
  hasDraft?: (draw: number) => boolean;
  signal?: AbortSignal | undefined;
}

/**
 * The router's decision, checked. A router that throws, hangs, answers something that is no decision, or names
 * a model outside the pool gets the fallback instead, with `failure` set, and generation goes on. Synchronous
 * where the router is.
 *
 * @throws AbortError when the signal is aborted while the router thinks
 */
export function askRouter(question: RouterQuestion): DecisionRecord | Promise<DecisionRecord> {
  try {
    const answer = question.router.decide(question.state);
    if (isPromiseLike(answer)) return awaitDecision(question, answer);
    return checkedRecord(question, answer);
  } catch (error) {
    return fallbackRecord(question, error);
  }
}

function isPromiseLike(value: Decision | Promise<Decision>): value is Promise<Decision> {
  return typeof value === 'object' && value !== null && 'then' in value;
}

async function awaitDecision(question: RouterQuestion, answer: Promise<Decision>): Promise<DecisionRecord> {
  const { signal, settings } = question;
  const stopped = Promise.withResolvers<never>();
  const onAbort = () => stopped.reject(signal?.reason);
  const seconds = settings.failures.decisionTimeout;
  const timer = setTimeout(() => {
    stopped.reject(new Error(`expected a decision within ${seconds} s, got none`));
  }, seconds * 1000);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return checkedRecord(question, await Promise.race([answer, stopped.promise]));
  } catch (error) {
    throwIfAborted(signal);
    return fallbackRecord(question, error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

function fallbackRecord({ router, state, settings }: RouterQuestion, error: unknown): DecisionRecord {
  const { fallback, cheapest } = settings;
  const action: Action =
    router.mode === 'assign'
      ? { type: 'assign', model: fallback.id }
      : fallback === cheapest
        ? { type: 'accept' }
        : { type: 'regenerate', model: fallback.id };
  const failure = new RouterError({
    router: router.id,
    message: `Router "${router.id}" failed on query "${state.query.id}" at step ${state.steps.length}: ${errorMessage(error)}.`,
  });
  return { stepIndex: state.steps.length, action, failure: failure.message };
}

/** Checks by hand what decisionSchema says: this runs at every step, and parsing costs more than deciding. */
function checkedRecord(question: RouterQuestion, decision: Decision): DecisionRecord {
  const { state } = question;
  if (typeof decision !== 'object' || decision === null) {
    throw new TypeError(`expected a decision, got ${String(decision)}`);
  }
  const { action, probabilities, observation, explanation } = decision;
  const record: DecisionRecord = {
    stepIndex: state.steps.length,
    action: checkedAction(question, action),
  };
  if (probabilities !== undefined) {
    let sum = 0;
    for (const p of probabilities) {
      if (!(p >= 0 && p <= 1)) throw new RangeError(`expected probabilities in [0, 1], got ${p}`);
      sum += p;
    }
    if (Math.abs(sum - 1) > 1e-3) {
      throw new RangeError(`expected probabilities that sum to 1, got ${sum}`);
    }
    // Copied: a router may reuse its arrays for the next decision.
    record.probabilities = Array.from(probabilities);
  }
  if (observation !== undefined) {
    for (const value of observation) requireFinite('the observation', value);
    record.observation = Array.from(observation);
  }
  if (explanation !== undefined) {
    for (const value of Object.values(explanation.features)) requireFinite('the explanation', value);
    if (explanation.score !== undefined) requireFinite('the score', explanation.score);
    if (explanation.threshold !== undefined) requireFinite('the threshold', explanation.threshold);
    record.explanation = explanation;
  }
  return record;
}

function checkedAction({ router, state, settings, hasDraft }: RouterQuestion, action: Action): Action {
  const { models } = settings.pool;
  const type = action?.type;
  const expected = router.mode === 'assign' ? ['assign'] : ['accept', 'regenerate'];
  if (!expected.includes(type)) {
    throw new TypeError(`expected the action ${expected.join(' or ')} in ${router.mode} mode, got ${type}`);
  }
  if (action.type === 'accept') {
    const { draw } = action;
    if (draw === undefined) return { type: 'accept' };
    if (router.mode !== 'review' || !(hasDraft?.(draw) ?? draw === 0)) {
      throw new RangeError(`draft ${draw} was accepted, but there is none of that number`);
    }
    return { type: 'accept', draw };
  }
  const position = models.findIndex((model) => model.id === action.model);
  if (position === -1) {
    const known = models.map((model) => model.id).join(', ');
    throw new RangeError(`model "${action.model}" is not in the pool (${known})`);
  }
  if (router.mode === 'answer' && position <= models.findIndex(({ id }) => id === state.steps[0]?.model)) {
    throw new RangeError(
      `model "${action.model}" is no dearer than "${state.steps[0]?.model}", which has answered already`,
    );
  }
  return { type: action.type, model: action.model };
}

/** A number that JSON cannot write would make the whole record unreadable. */
function requireFinite(what: string, value: number): void {
  if (!Number.isFinite(value)) throw new RangeError(`expected finite numbers in ${what}, got ${value}`);
}
