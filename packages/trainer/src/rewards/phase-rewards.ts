import type { Phase } from '../phase.js';

/** What a model wrote for an example. */
export interface Completion {
  /** Of the example. */
  id: string;
  completion: string;
}

export interface Reward {
  /** Of the example. */
  id: string;
  /** Range [−1, 1], plus the bonus. */
  reward: number;
  /** Did the completion fail the format gate? Then the reward is −1. */
  malformed: boolean;
  /** Why the reward is not the highest: what is malformed, a tie, a pair in the wrong order. */
  reason?: string;
  /** Part of the reward that the shortest right rubric of a group earned. */
  bonus?: number;
}

/** The rewards of one phase, by whatever computes them. */
export interface PhaseRewards extends Phase {
  /** Is it the id of an example of the phase? */
  has(id: string): boolean;
  /**
   * Rewards in the order of the completions. Those with one id are a group: the bonus for brevity goes by group.
   *
   * @throws GenerationError where the frozen Judge could not be asked: what it said before is kept, so that the same
   *   completions can be asked about again
   */
  reward(completions: readonly Completion[], options: { signal: AbortSignal }): Promise<Reward[]>;
}
