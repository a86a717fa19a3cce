import type { RouterState } from '@roro/core';

/** Values of steps by the pool's process reward model, range [0, 1]. */
export interface DraftScores {
  draftScore: number;
  /** Smallest score of the steps before the draft; 1 where there are none. */
  leastScoreBefore: number;
}

/** Turns routing states into vectors of one fixed length. */
export interface FeatureSet {
  /** Written into weights files, so that a policy is never fed other features than it was trained on. */
  readonly name: string;
  /** Name of each value; their number is the length of the vector. */
  readonly featureNames: readonly string[];
  /**
   * Asks for what `write` needs and the state does not say; absent where the state says all. It is paid for.
   *
   * @throws RouterError for a state without calls or draft
   */
  gather?(state: RouterState): Promise<DraftScores>;
  /**
   * Writes the features of a state.
   *
   * @param logLambda natural logarithm of λ, the price of cost in the reward
   * @param target `featureNames.length` values, all overwritten
   * @param scores what `gather` found, where there is one
   */
  write(state: RouterState, logLambda: number, target: Float32Array, scores?: DraftScores): void;
}
