/** One action that a policy took. */
export interface PolicyDecision {
  /** Input vector of the policy. */
  observation: ArrayLike<number>;
  /** Index of the action taken. */
  action: number;
  /** Log-probability of that action under the policy that took it (π_old), in nats; over the allowed actions only. */
  logProbability: number;
  /** Which actions could be taken, one per action; the logits of the others count as −∞. Default: all. */
  allowed?: readonly boolean[];
  /** Reward of this step alone, from a process reward model; only used with credit `step`. */
  processReward?: number;
}

/** One rollout with its reward. */
export interface GroupRollout {
  decisions: readonly PolicyDecision[];
  /** R_i: the outcome term, say 1[correct] − λ·cost. */
  reward: number;
  /** S_i: the process score of the whole rollout; only used with credit `trajectory`. */
  process?: number;
  correct: boolean;
  /** Cost relative to the dearest model alone on this query. */
  costShare: number;
}

/** G rollouts of one query: what rewards are compared within. */
export interface Group {
  id: string;
  rollouts: readonly GroupRollout[];
}
