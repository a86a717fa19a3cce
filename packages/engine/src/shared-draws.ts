/**
 * A rollout's first steps take the draws of another rollout of the same query and seed: where the same models write them, they are
 * that one's steps, so that an answer can be gone on with from where another one was.
 */
export interface SharedDraws {
  /** The other rollout's number, ≥ 0. */
  sample: number;
  /** How many steps, from the first on, ≥ 0. */
  steps: number;
}
