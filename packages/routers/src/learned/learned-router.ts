import type { Decision, Router, RouterFamily, RouterState } from '@roro/core';
import { ConfigurationError, RouterError } from '@roro/core/routing';
import { poolAction } from '../pool-action.js';
import type { DraftScores } from './feature-set.js';
import type { LearnedPolicy } from './learned-policy.js';

export interface LearnedRouterOptions {
  /** Default `learned`. */
  id?: string;
  /**
   * `sample` draws from the policy with the state's randomness, as training does; `greedy` takes its likeliest model; a
   * number in (0, 1) takes the dearest model where its probability is at least that, else the likeliest of the others.
   * Default `sample`.
   */
  selection?: 'sample' | 'greedy' | number;
  /** Put the policy's input into each decision, which training needs. Default false. */
  observe?: boolean;
}

/**
 * The router that a policy makes for one price of cost.
 *
 * @param lambda λ of the reward correct − λ·cost/cost of the dearest model alone; > 0, meant to lie in the policy's
 *   `lambdaRange`: a large λ routes cheaply
 * @throws ConfigurationError for a λ that is not above 0; when deciding, RouterError for a pool of another size or a
 *   state with numbers that are not finite
 */
export function learnedRouter(
  policy: LearnedPolicy,
  lambda: number,
  { id = 'learned', selection = 'sample', observe = false }: LearnedRouterOptions = {},
): Router {
  if (!(lambda > 0 && Number.isFinite(lambda))) {
    const [low, high] = policy.metadata.lambdaRange;
    throw new ConfigurationError({
      message: `Router "${id}" needs a λ above 0, got ${lambda}.`,
      nextStep: `It was trained for λ between ${low} and ${high}.`,
    });
  }
  const logLambda = Math.log(lambda);
  const { mode } = policy.metadata;
  const choose = (state: RouterState, scores?: DraftScores): Decision => {
    const { observation, probabilities } = policy.evaluate(state, logLambda, scores);
    if (!Number.isFinite(probabilities[0])) {
      const wrong = observation.findIndex((value) => !Number.isFinite(value));
      throw new RouterError({
        router: id,
        message: `The policy answered ${probabilities.join(', ')}; its input "${policy.featureNames[wrong]}" is ${observation[wrong]}.`,
        nextStep: 'Look for a step statistic, token count, score or budget that is no finite number.',
      });
    }
    const position =
      selection === 'sample'
        ? state.random.categorical(probabilities)
        : selection === 'greedy'
          ? largest(probabilities, probabilities.length)
          : atThreshold(probabilities, selection);
    return {
      action: poolAction(mode, state.models, position),
      probabilities: listOf(probabilities),
      ...(observe ? { observation: Array.from(observation) } : {}),
      explanation: {
        features: { lambda, ...scores },
        score: probabilities.at(-1) as number,
        text: `the dearest model with probability ${(probabilities.at(-1) as number).toFixed(2)}`,
      },
    };
  };
  return {
    id,
    version: policy.version,
    mode,
    knob: lambda,
    spec: { type: 'learned', policy: policy.base64(), lambda, id, selection, observe },
    decide(state) {
      const scores = policy.gather(state);
      return scores === undefined ? choose(state) : scores.then((found) => choose(state, found));
    },
  };
}

/** Several times as quick as Array.from, which walks an iterator. */
function listOf(values: Float64Array): number[] {
  const list: number[] = [];
  for (let index = 0; index < values.length; index++) list.push(values[index] as number);
  return list;
}

/** Position of the largest of the first `count` values. */
function largest(values: Float64Array, count: number): number {
  let best = 0;
  for (let index = 1; index < count; index++) {
    if ((values[index] as number) > (values[best] as number)) best = index;
  }
  return best;
}

function atThreshold(probabilities: Float64Array, threshold: number): number {
  const dearest = probabilities.length - 1;
  return (probabilities[dearest] as number) >= threshold ? dearest : largest(probabilities, dearest);
}

/**
 * The router that a policy makes at one point of its accuracy–cost curve. Price and threshold rise together: λ runs
 * through the policy's range from its smallest to its largest value, and the dearest model writes where its probability
 * is at least `thrift`. A threshold reaches every cost, which λ alone does not: the policy that GRPO leaves is nearly
 * certain for any λ, and drawing from it wastes calls.
 *
 * @param thrift in (0, 1); near 1 routes cheaply
 * @throws as `learnedRouter`; ConfigurationError for a thrift outside (0, 1)
 */
export function thriftyRouter(
  policy: LearnedPolicy,
  thrift: number,
  options: Omit<LearnedRouterOptions, 'selection'> = {},
): Router {
  if (!(thrift > 0 && thrift < 1)) {
    throw new ConfigurationError({
      message: `A learned router needs a thrift between 0 and 1, got ${thrift}.`,
      nextStep: 'Near 0 the dearest model writes most, near 1 the cheapest.',
    });
  }
  const [low, high] = policy.metadata.lambdaRange;
  const lambda = low * (high / low) ** thrift;
  const router = learnedRouter(policy, lambda, { ...options, selection: thrift });
  const { id, observe = false } = options;
  return {
    ...router,
    knob: thrift,
    spec: { type: 'thrifty', policy: policy.base64(), thrift, id: id ?? router.id, observe },
  };
}

/** Thrifts to sweep, from cheap to dear: dense at both ends, where the probabilities of a trained policy lie. */
export const thriftGrid: readonly number[] = [
  0.999, 0.997, 0.99, 0.98, 0.96, 0.93, 0.88, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.12, 0.07, 0.04, 0.02, 0.01,
];

export interface LearnedFamilyOptions extends Omit<LearnedRouterOptions, 'observe' | 'selection'> {
  /** Name in reports. Default "GRPO router". */
  title?: string;
  /** Values of the knob to sweep, in any order. Default: `thriftGrid`. */
  thrifts?: readonly number[];
}

/** One policy over its whole accuracy–cost curve. */
export function learnedFamily(
  policy: LearnedPolicy,
  { title = 'GRPO router', thrifts = thriftGrid, ...options }: LearnedFamilyOptions = {},
): RouterFamily {
  return {
    id: options.id ?? 'learned',
    title,
    mode: policy.metadata.mode,
    source:
      'Group relative policy optimisation (2402.03300) of correct − λ·cost, with or without a process reward.',
    training: 'reinforcement',
    knob: { name: 'thrift', values: [...thrifts].sort((a, b) => b - a) },
    create: (knob = 0.5) => thriftyRouter(policy, knob, options),
  };
}
