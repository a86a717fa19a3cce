import { ConfigurationError, type Decision, type Router, RouterError, type RouterFamily } from '@roro/core';
import { poolAction } from '../pool-action.js';
import type { LearnedPolicy } from './learned-policy.js';

export interface LearnedRouterOptions {
  /** Default `learned`. */
  id?: string;
  /** `sample` draws from the policy with the state's randomness; `greedy` takes its likeliest model. Default `sample`. */
  selection?: 'sample' | 'greedy';
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
  return {
    id,
    version: policy.version,
    mode,
    knob: lambda,
    decide(state): Decision {
      const { observation, probabilities } = policy.evaluate(state, logLambda);
      if (!Number.isFinite(probabilities[0])) {
        const wrong = observation.findIndex((value) => !Number.isFinite(value));
        throw new RouterError({
          router: id,
          message: `The policy answered ${probabilities.join(', ')}; its input "${policy.featureNames[wrong]}" is ${observation[wrong]}.`,
          nextStep: 'Look for a step statistic, token count or budget that is no finite number.',
        });
      }
      const position =
        selection === 'greedy' ? largest(probabilities) : state.random.categorical(probabilities);
      return {
        action: poolAction(mode, state.models, position),
        probabilities: listOf(probabilities),
        ...(observe ? { observation: Array.from(observation) } : {}),
        explanation: {
          features: { lambda },
          score: probabilities.at(-1) as number,
          text: `the dearest model with probability ${(probabilities.at(-1) as number).toFixed(2)}`,
        },
      };
    },
  };
}

/** Several times as quick as Array.from, which walks an iterator. */
function listOf(values: Float64Array): number[] {
  const list: number[] = [];
  for (let index = 0; index < values.length; index++) list.push(values[index] as number);
  return list;
}

function largest(values: Float64Array): number {
  let best = 0;
  for (let index = 1; index < values.length; index++) {
    if ((values[index] as number) > (values[best] as number)) best = index;
  }
  return best;
}

export interface LearnedFamilyOptions extends Omit<LearnedRouterOptions, 'observe'> {
  /** Name in reports. Default "GRPO router". */
  title?: string;
  /** Values of λ to sweep, in any order. Default: 16 log-spaced values over the policy's `lambdaRange`. */
  lambdas?: readonly number[];
}

/** One policy over its whole accuracy–cost curve: λ is its knob, falling, so that the sweep goes from cheap to dear. */
export function learnedFamily(
  policy: LearnedPolicy,
  { title = 'GRPO router', lambdas, ...options }: LearnedFamilyOptions = {},
): RouterFamily {
  const [low, high] = policy.metadata.lambdaRange;
  const values = [...(lambdas ?? logSpaced(low, high, 16))].sort((a, b) => b - a);
  return {
    id: options.id ?? 'learned',
    title,
    mode: policy.metadata.mode,
    source: 'Group relative policy optimisation (2402.03300) of correct − λ·cost, outcome form.',
    training: 'reinforcement',
    knob: { name: 'lambda', values },
    create: (knob = Math.sqrt(low * high)) => learnedRouter(policy, knob, options),
  };
}

/** `count` ≥ 2 values from `low` to `high`, each the same factor apart. */
export function logSpaced(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => low * (high / low) ** (index / (count - 1)));
}
