import type { CostOptions, PricedModel, Trajectory } from '@roro/core';

/** An answer as the report is given it. */
export interface ReportTrajectory {
  setting: string;
  trajectory: Trajectory;
  /** The models of its pool from the cheapest to the dearest: gives colours and the cost of a step. */
  models: readonly PricedModel[];
  /** Everything that costs, models behind scorers included; default `models`. */
  priced?: readonly PricedModel[];
  /** Weights with which the trajectory was priced; default those of `priceUsage`. */
  costOptions?: CostOptions;
  /** What the reward model says of it. */
  judged?: {
    /** S, range [−1, 1]; undefined where the judge gave none. */
    score: number | undefined;
    criteria: readonly { text: string; probability: number; evidence: string }[];
    /** What each step adds to S. */
    steps: readonly number[];
  };
}
