import type { Decision, RoutingMode } from './decision.js';
import type { QueryView } from './query.js';
import type { Random } from './random.js';
import type { StepView } from './step.js';
import type { TokenUncertainty } from './token-statistics.js';
import type { Trajectory } from './trajectory.js';

/** A model as a router sees it. Pools are ordered from the cheapest to the dearest model. */
export interface RoutableModel {
  id: string;
  /** Price of one generated token relative to the dearest model of the pool, range (0, 1]. */
  relativeCost: number;
}

/** What a router may spend to decide. Every call is paid for by the trajectory, once: asking again is free. */
export interface RouterCalls {
  /**
   * Uncertainty of the first token that a model would write next. One generated token, not charged where that model then
   * writes the step, whose first token it is.
   *
   * @throws RouterError where the model reports no log-probabilities
   */
  probe(model: string): Promise<TokenUncertainty>;
  /**
   * A candidate for the coming step. Draw 0 (default) is the step that the model would write, and is charged as that step
   * where it is kept; other draws are other candidates.
   */
  draft(model: string, draw?: number): Promise<StepView>;
  /** Value of a candidate for the coming step by a scorer of the pool, range [0, 1]. @throws ConfigurationError for an unknown scorer */
  score(scorer: string, candidate: StepView): Promise<number>;
  /** Values of the steps so far by a scorer of the pool, in order, range [0, 1]. */
  stepScores(scorer: string): Promise<readonly number[]>;
}

/** Everything that a routing decision may depend on. No gold answer, no verdicts. */
export interface RouterState {
  query: QueryView;
  /** Ordered from the cheapest to the dearest; at least one. */
  models: readonly RoutableModel[];
  /** Steps so far; empty before the first. In `answer` mode, the whole answer. */
  steps: readonly StepView[];
  /** The cheapest model's draft of the coming step; only in `review` mode. */
  draft?: StepView;
  budget: {
    maxSteps: number;
    /** Share of the step, token or cost budget that is used up, the largest of the three, range [0, 1]. */
    spentShare: number;
  };
  /**
   * What switching would take: prompt tokens that each model of the pool has not read yet, in the order of the pool, as
   * an ideal prefix cache counts them (0 for all before the first step, when every model must read the query), and the
   * price of one of them against a generated token (`CostOptions.prefillWeight`). Absent where nobody counts.
   */
  prefill?: { tokens: readonly number[]; weight: number };
  /** Seeded by (run seed, query, sample, step): the same state gives the same draw, whatever runs beside it. */
  random: Random;
  /** Absent where nothing can be spent: a state that was made by hand, or read back from a trajectory. */
  calls?: RouterCalls;
}

/**
 * How to make a router again in another process: plain JSON that needs nothing beside it. `{ type: 'family', family, knob?, fit? }`
 * is `RouterFamily.create(knob, fit)`; `routerFromSpec` of @roro/routers knows the other types.
 */
export type RouterSpec = Readonly<Record<string, unknown>> & { readonly type: string };

/** Decides, step by step, which model writes. Must keep no state between calls: queries run concurrently. */
export interface Router {
  readonly id: string;
  readonly version: string;
  readonly mode: RoutingMode;
  /** Position on the accuracy–cost curve, where the router has one. */
  readonly knob?: number;
  /** False for a router that looks at no token statistics: where it serves, nobody is asked for them. Default true. */
  readonly readsStatistics?: boolean;
  /** Absent for a router that other processes cannot make: it decides in this one alone. */
  readonly spec?: RouterSpec;
  decide(state: RouterState): Decision | Promise<Decision>;
}

/** What a router of a family that `fit`s learned; JSON, kept beside the run. */
export interface RouterFit {
  /** A grid of knobs that suits what was seen, ordered from cheap to dear; default that of the family. */
  knobs?: readonly number[];
  /** Whatever the rule needs; only the family that made it reads it. */
  parameters?: unknown;
}

/** What a family may learn from: graded trajectories of the training split. */
export interface FittingData {
  /** Ordered from the cheapest to the dearest. */
  models: readonly RoutableModel[];
  /** Answers of each model alone and of mixed routings; steps carry `correct` where the benchmark grades steps. */
  trajectories: readonly Trajectory[];
  /** Value of each step of a trajectory by a scorer of the pool, range [0, 1]. */
  scores(scorer: string, trajectory: Trajectory): Promise<readonly number[]>;
  /** Seeds whatever is random in the fit. */
  seed: number;
}

/** A router with a knob: what a benchmark sweeps. */
export interface RouterFamily {
  readonly id: string;
  readonly title: string;
  readonly mode: RoutingMode;
  /** Paper id or other source of the rule. */
  readonly source: string;
  /** `fitted`: a few parameters; `supervised`: a model of labelled outcomes; `reinforcement`: from its own rollouts. */
  readonly training: 'none' | 'fitted' | 'supervised' | 'reinforcement';
  /** Scorer that it asks for by this id; the pool must have it. */
  readonly scorer?: string;
  /** Absent for routers that are one point of the accuracy–cost plane. */
  readonly knob?: {
    name: string;
    /** Default grid for a sweep, ordered from cheap to dear. */
    values: readonly number[];
  };
  /**
   * Learns what the rule needs. A family whose `training` is `none` may still fit a grid of knobs.
   *
   * @throws ValidationError where the data cannot settle it, for example without a single wrong step
   */
  fit?(data: FittingData): RouterFit | Promise<RouterFit>;
  /** @throws ConfigurationError for a knob out of range, or without the fit that the rule needs */
  create(knob?: number, fit?: RouterFit): Router;
}
