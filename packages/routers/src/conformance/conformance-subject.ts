import {
  type Decision,
  errorMessage,
  type FittingData,
  type RoutableModel,
  type Router,
  type RouterFamily,
  type RouterFit,
  type RouterState,
} from '@roro/core';
import { conformancePool, type PoolSize } from './conformance-pool.js';
import { exampleQuery } from './example-state.js';
import { type RolledDecision, type RollOutOptions, rollOut } from './roll-out.js';
import { withinSeconds } from './within-seconds.js';

export interface ConformanceSubjectOptions {
  family: RouterFamily;
  fit: RouterFit | undefined;
  fittingData: (size: PoolSize) => FittingData;
  poolSizes: readonly PoolSize[];
  secondsPerDecision: number;
}

/** The family that is checked, and how the checks make and ask its routers. */
export class ConformanceSubject {
  readonly family: RouterFamily;
  readonly poolSizes: readonly PoolSize[];
  readonly #options: ConformanceSubjectOptions;
  readonly #fits = new Map<PoolSize, Promise<RouterFit | undefined>>();

  constructor(options: ConformanceSubjectOptions) {
    this.family = options.family;
    this.poolSizes = options.poolSizes;
    this.#options = options;
  }

  /** The fit that routers for pools of this size are made with; undefined for a family that learns nothing. */
  fit(size: PoolSize): Promise<RouterFit | undefined> {
    const { family, fit, fittingData } = this.#options;
    let made = this.#fits.get(size);
    if (made === undefined) {
      made = (async () => fit ?? (await family.fit?.(fittingData(size))))();
      this.#fits.set(size, made);
    }
    return made;
  }

  /** The grid that is swept: that of the fit, else that of the family; one undefined knob where there is none. */
  async knobs(size: PoolSize): Promise<readonly (number | undefined)[]> {
    const values = (await this.fit(size))?.knobs ?? this.family.knob?.values ?? [];
    return values.length === 0 ? [undefined] : values;
  }

  /** Both ends and the middle of the grid. */
  async someKnobs(size: PoolSize): Promise<readonly (number | undefined)[]> {
    const knobs = await this.knobs(size);
    return [...new Set([0, Math.floor(knobs.length / 2), knobs.length - 1])].map((at) => knobs[at]);
  }

  async create(size: PoolSize, knob: number | undefined): Promise<Router> {
    return this.family.create(knob, await this.fit(size));
  }

  /** A router for each pool at both ends and the middle of its grid. */
  async routers(): Promise<{ router: Router; size: PoolSize; models: RoutableModel[] }[]> {
    const routers = [];
    for (const size of this.poolSizes) {
      for (const knob of await this.someKnobs(size)) {
        routers.push({ router: await this.create(size, knob), size, models: conformancePool(size) });
      }
    }
    return routers;
  }

  /** A copy of what the router answers in time, as it may use its arrays again. Not checked. */
  async ask(router: Router, state: RouterState, place: string): Promise<Decision> {
    const knob = router.knob === undefined ? '' : ` at knob ${router.knob}`;
    const what = `a decision on ${place}${knob}`;
    const decision = await withinSeconds(this.#options.secondsPerDecision, what, () => router.decide(state));
    try {
      return structuredClone(decision);
    } catch (cause) {
      throw new Error(`Expected ${what} that is plain data, got: ${errorMessage(cause)}.`, { cause });
    }
  }

  /** Answers a question by the router (`rollOut`). */
  rollOut(
    router: Router,
    models: readonly RoutableModel[],
    query: number,
    options: Pick<RollOutOptions, 'turn'> = {},
  ): Promise<RolledDecision[]> {
    return rollOut({
      router,
      models,
      query: exampleQuery(query),
      scorer: this.family.scorer,
      ask: (...question) => this.ask(...question),
      ...options,
    });
  }
}
