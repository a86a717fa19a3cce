import {
  ConfigurationError,
  GenerationError,
  type QueryView,
  Random,
  type RoutableModel,
  type RouterCalls,
  type StepView,
  type TokenUncertainty,
  unknownNameError,
} from '@roro/core';
import { candidateStep, type StepConditions } from './candidate-step.js';

export interface FakeCallsOptions {
  query: QueryView;
  models: readonly RoutableModel[];
  steps: readonly StepView[];
  /** The scorer of the pool; default none. */
  scorer?: string | undefined;
  conditions?: StepConditions | undefined;
  /** Waited for by every call before it answers; default the next microtask. */
  turn?: (() => Promise<void>) | undefined;
  /** Does the call fail? By the order in which calls were first made, from 0. Default none. */
  fails?: ((position: number) => boolean) | undefined;
}

/** Answers by formula what the engine would ask models and scorers. Like the engine, makes each call once. */
export class FakeCalls implements RouterCalls {
  /** Distinct calls, in the order in which they were made. */
  readonly asked: string[] = [];
  /** What no pool could answer: models that are not in it, scorers that the family does not name. */
  readonly refused: string[] = [];
  readonly #options: FakeCallsOptions;
  readonly #answers = new Map<string, Promise<unknown>>();
  readonly #draws = new Set<number>();

  constructor(options: FakeCallsOptions) {
    this.#options = options;
  }

  /** Was this draft of the cheapest model asked for? */
  hasDrawn(draw: number): boolean {
    return this.#draws.has(draw);
  }

  probe(model: string): Promise<TokenUncertainty> {
    return this.#once(['probe', model], () => {
      const { statistics } = this.#candidate(model, 0);
      if (statistics === undefined) {
        throw new GenerationError({ model, message: `Model "${model}" reports no log-probabilities.` });
      }
      const { meanLogProbability, firstEntropy, meanMargin } = statistics;
      return {
        logProbability: meanLogProbability,
        ...(firstEntropy === undefined ? {} : { entropy: firstEntropy }),
        ...(meanMargin === undefined ? {} : { margin: meanMargin }),
      };
    });
  }

  draft(model: string, draw = 0): Promise<StepView> {
    return this.#once(['draft', model, draw], () => {
      const step = this.#candidate(model, draw);
      if (model === this.#options.models[0]?.id) this.#draws.add(draw);
      return step;
    });
  }

  score(scorer: string, candidate: StepView): Promise<number> {
    return this.#once(
      ['score', scorer, candidate?.text],
      () => this.#values(scorer, [candidate])[0] as number,
    );
  }

  stepScores(scorer: string): Promise<readonly number[]> {
    return this.#once(['stepScores', scorer], () => this.#values(scorer, this.#options.steps));
  }

  #candidate(model: string, draw: number): StepView {
    const { query, models, steps, conditions } = this.#options;
    const known = models.map(({ id }) => id);
    if (!known.includes(model)) {
      this.refused.push(`model "${model}" of a pool of ${known.join(', ')}`);
      throw unknownNameError('model', model, known);
    }
    if (!Number.isSafeInteger(draw) || draw < 0) {
      this.refused.push(`draw ${draw}`);
      throw new ConfigurationError({ message: `Expected a draw of 0, 1, 2, …, got ${draw}.` });
    }
    return candidateStep({ query, steps, model, draw, ...(conditions === undefined ? {} : { conditions }) });
  }

  #values(scorer: string, steps: readonly StepView[]): number[] {
    const known = this.#options.scorer === undefined ? [] : [this.#options.scorer];
    if (!known.includes(scorer)) {
      this.refused.push(`scorer "${scorer}", where the family names ${known[0] ?? 'none'}`);
      throw unknownNameError('scorer', scorer, known);
    }
    return steps.map(({ index, model, text }) => new Random('score', scorer, index, model, text).uniform());
  }

  #once<T>(call: readonly unknown[], answer: () => T): Promise<T> {
    const key = JSON.stringify(call);
    const known = this.#answers.get(key);
    if (known !== undefined) return known as Promise<T>;
    const position = this.asked.length;
    this.asked.push(key);
    const promise = this.#answer(position, answer);
    this.#answers.set(key, promise);
    return promise;
  }

  async #answer<T>(position: number, answer: () => T): Promise<T> {
    const { turn, fails } = this.#options;
    await turn?.();
    if (fails?.(position)) {
      throw new GenerationError({ model: 'any', message: `Call ${this.asked[position]} failed.` });
    }
    return answer();
  }
}
