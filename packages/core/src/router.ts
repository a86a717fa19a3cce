import type { Decision, RoutingMode } from './decision.js';
import type { QueryView } from './query.js';
import type { Random } from './random.js';
import type { StepView } from './step.js';

/** A model as a router sees it. Pools are ordered from the cheapest to the dearest model. */
export interface RoutableModel {
  id: string;
  /** Price of one generated token relative to the dearest model of the pool, range (0, 1]. */
  relativeCost: number;
}

/** Everything that a routing decision may depend on. No gold answer, no verdicts. */
export interface RouterState {
  query: QueryView;
  /** Ordered from the cheapest to the dearest; at least one. */
  models: readonly RoutableModel[];
  /** Steps so far; empty before the first. */
  steps: readonly StepView[];
  /** The cheapest model's draft of the coming step; only in `review` mode. */
  draft?: StepView;
  budget: {
    maxSteps: number;
    /** Share of the step, token or cost budget that is used up, the largest of the three, range [0, 1]. */
    spentShare: number;
  };
  /** Seeded by (run seed, query, sample, step): the same state gives the same draw, whatever runs beside it. */
  random: Random;
}

/** Decides, step by step, which model writes. Must keep no state between calls: queries run concurrently. */
export interface Router {
  readonly id: string;
  readonly version: string;
  readonly mode: RoutingMode;
  /** Position on the accuracy–cost curve, where the router has one. */
  readonly knob?: number;
  decide(state: RouterState): Decision | Promise<Decision>;
}

/** A router with a knob: what a benchmark sweeps. */
export interface RouterFamily {
  readonly id: string;
  readonly title: string;
  readonly mode: RoutingMode;
  /** Paper id or other source of the rule. */
  readonly source: string;
  readonly training: 'none' | 'supervised' | 'reinforcement';
  /** Absent for routers that are one point of the accuracy–cost plane. */
  readonly knob?: {
    name: string;
    /** Default grid for a sweep, ordered from cheap to dear. */
    values: readonly number[];
  };
  create(knob?: number): Router;
}
