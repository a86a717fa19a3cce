/** What a policy should answer to one observation: one action, or a distribution over all. */
export interface SupervisedExample {
  /** Input vector of the policy. */
  observation: ArrayLike<number>;
  /** Index of the right action; either this or `target`. */
  action?: number;
  /** Probability of every action, ≥ 0, sum 1, 0 for forbidden ones. */
  target?: readonly number[];
  /** Relative to the mean weight of all examples, ≥ 0, default 1. */
  weight?: number;
  /** Which actions can be taken, one per action; the logits of the others count as −∞. Default: all. */
  allowed?: readonly boolean[];
}
