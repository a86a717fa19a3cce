import { setTimeout as delay } from 'node:timers/promises';
import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import {
  createPool,
  type Decision,
  type ModelPool,
  type Query,
  Random,
  type Router,
  type RouterState,
  type RoutingMode,
  type Trajectory,
} from '@roro/core';
import { type MockAnswer, MockModel, promptText } from '@roro/core/test';
import type { AnswerGrader } from '../run-trajectory.js';

/** Ends lines with a line feed; `#x` states the final answer; `!` at the start of a step marks it as wrong. */
export const lineGrader: AnswerGrader = {
  format: { delimiter: '\n', finalAnswer: (text) => /^#(.*?)\n?$/.exec(text)?.[1] },
  verifier: {
    verify: (query, answer) => ({ correct: answer === query.answer, reason: `expected ${query.answer}` }),
  },
  stepVerifier: {
    verifySteps: (_query, steps) =>
      steps.map((text) => ({
        correct: !text.startsWith('!'),
        kind: text.startsWith('#') ? 'answer' : 'line',
      })),
  },
};

export function treeQueries(count: number): Query[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `q${i}`,
    prompt: `question ${i}?\n`,
    answer: 'yes',
    benchmark: 'tree',
    meta: { number: i },
  }));
}

/**
 * A deterministic language: what a model writes depends on its name, the prompt, the prefix and the seed of the
 * call alone. Answers have up to a dozen lines; the larger `skill`, the likelier they end in `#yes`.
 */
export class TreeModel extends MockModel {
  /** Longest artificial delay of a call in ms; drawn from the call's seed, so calls overtake each other. */
  readonly #longestDelay: number;

  constructor(modelId: string, skill: number, longestDelay = 0) {
    super(modelId, (prefix, options) => treeAnswer(modelId, skill, prefix, options));
    this.#longestDelay = longestDelay;
  }

  override async doGenerate(options: LanguageModelV4CallOptions) {
    if (this.#longestDelay > 0) {
      await delay(new Random('delay', promptText(options), options.seed ?? 0).uniform() * this.#longestDelay);
    }
    return super.doGenerate(options);
  }
}

function treeAnswer(
  modelId: string,
  skill: number,
  prefix: string,
  options: LanguageModelV4CallOptions,
): MockAnswer {
  const random = new Random(modelId, prefix, options.seed ?? 0);
  const words = random.integer(1, 4);
  const last = random.bernoulli(0.2);
  const text = last
    ? `#${random.bernoulli(skill) ? 'yes' : 'no'}`
    : `${random.bernoulli(skill) ? '' : '!'}${modelId} ${'x'.repeat(words)}`;
  const tokens = Array.from({ length: words }, () => {
    const entropy = random.uniform() * (1.5 - skill);
    return { logProbability: -entropy, entropy, margin: random.uniform() };
  });
  return {
    text,
    metadata: { tokens, ...(last ? {} : { stopSequence: '\n' }) },
    finishReason: { unified: 'stop', raw: last ? 'end' : 'stop-sequence' },
  };
}

export interface TreeWorld {
  pool: ModelPool;
  small: TreeModel;
  large: TreeModel;
}

export function treeWorld(longestDelay = 0): TreeWorld {
  const small = new TreeModel('small', 0.6, longestDelay);
  const large = new TreeModel('large', 0.9, longestDelay);
  const price = { currency: 'USD', inputPerMillion: 1, cachedInputPerMillion: 0.25 };
  const pool = createPool('tree', [
    { id: 'large', model: large, parameters: 800, price: { ...price, outputPerMillion: 8 } },
    { id: 'small', model: small, parameters: 100, price: { ...price, outputPerMillion: 2 } },
  ]);
  return { pool, small, large };
}

/** A router made of one function. */
export function router(
  mode: RoutingMode,
  decide: (state: RouterState) => Decision | Promise<Decision>,
  id = 'test',
): Router {
  return { id, version: '1', mode, decide };
}

export function assign(model: string): Decision {
  return { action: { type: 'assign', model } };
}

export function randomAssign(probability = 0.5): Router {
  return router('assign', ({ random, models }) => {
    const large = random.bernoulli(probability);
    return {
      ...assign(models[large ? 1 : 0]?.id ?? ''),
      probabilities: [1 - probability, probability],
      observation: [probability],
    };
  });
}

export function randomReview(probability = 0.5): Router {
  return router('review', ({ random, models }) =>
    random.bernoulli(probability)
      ? { action: { type: 'regenerate', model: random.pick(models).id } }
      : { action: { type: 'accept' } },
  );
}

/** The record without wall-clock time, which no two runs share unless a store replays it. */
export function withoutSeconds(trajectory: Trajectory): unknown {
  return JSON.parse(
    JSON.stringify(trajectory, (key, value: unknown) => (key === 'seconds' ? undefined : value)),
  );
}
