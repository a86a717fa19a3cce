import type { ByClass, PomdpModel } from './pomdp-model.js';

/** Probability of each class; sums to 1. */
export type Belief = ByClass<number>;

/**
 * What is believed of a step before its score is known.
 *
 * @param allRight probability that all steps before are right
 * @param errorRate of who writes it
 */
export function stepPrior(allRight: number, errorRate: number): Belief {
  return {
    allRight: allRight * (1 - errorRate),
    wrongEarlier: 1 - allRight,
    wrongNow: allRight * errorRate,
  };
}

/** Number of the bin that a score falls in. */
export function scoreBin({ scoreEdges }: PomdpModel, score: number): number {
  return scoreEdges.filter((edge) => score >= edge).length;
}

/**
 * Bayes' rule: what is believed once a score has been seen, and how probable that score was. A score that the model
 * holds to be impossible tells nothing.
 */
export function observe(
  { scoreShares }: PomdpModel,
  prior: Belief,
  bin: number,
): { belief: Belief; probability: number } {
  const allRight = prior.allRight * (scoreShares.allRight[bin] as number);
  const wrongEarlier = prior.wrongEarlier * (scoreShares.wrongEarlier[bin] as number);
  const wrongNow = prior.wrongNow * (scoreShares.wrongNow[bin] as number);
  const probability = allRight + wrongEarlier + wrongNow;
  if (probability === 0) return { belief: prior, probability };
  return {
    belief: {
      allRight: allRight / probability,
      wrongEarlier: wrongEarlier / probability,
      wrongNow: wrongNow / probability,
    },
    probability,
  };
}

/** A step that was kept: who wrote it and its score. */
export interface ScoredStep {
  byCheapest: boolean;
  score: number;
}

/** Probability that all these steps are right. A step that is kept wrong makes the answer "wrong earlier" for good. */
export function believedRight(model: PomdpModel, steps: readonly ScoredStep[]): number {
  let allRight = 1;
  for (const { byCheapest, score } of steps) {
    const prior = stepPrior(allRight, byCheapest ? model.errorRate.cheapest : model.errorRate.dearest);
    allRight = observe(model, prior, scoreBin(model, score)).belief.allRight;
  }
  return allRight;
}
