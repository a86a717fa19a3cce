/** One action that a policy took. */
export interface PolicyDecision {
  /** Input vector of the policy. */
  observation: ArrayLike<number>;
  /** Index of the action taken. */
  action: number;
  /** Log-probability of that action under the policy that took it (π_old), in nats. */
  logProbability: number;
}

/** One rollout with its reward. */
export interface GroupRollout {
  decisions: readonly PolicyDecision[];
  /** R_i, the terms already added up. */
  reward: number;
  correct: boolean;
  /** Cost relative to the dearest model alone on this query. */
  costShare: number;
}

/** G rollouts of one query: what rewards are compared within. */
export interface Group {
  id: string;
  rollouts: readonly GroupRollout[];
}
