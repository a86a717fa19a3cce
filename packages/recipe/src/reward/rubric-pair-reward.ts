import type { Random } from '@roro/core';
import { pairReward } from '@roro/judge/train';

/** Pairs that a rubric is tried on. */
const pairsPerRubric = 6;

/** The pairs of a query that a group of rubrics is tried on, the same for all of them. */
export function drawPairs<Pair>(pairs: readonly Pair[], random: Random): Pair[] {
  return random.shuffle(pairs).slice(0, pairsPerRubric);
}

/**
 * What a rubric earns (docs/method.md § 4): the mean over pairs of +1 where the chosen side scores strictly higher under the
 * frozen Judge, else −1; range [−1, 1]. A pair of which a score is missing is −1: the rubric tells nobody apart.
 *
 * @param scores S of both sides of each pair; at least one pair
 */
export function rubricPairReward(
  scores: readonly { chosen: number | undefined; rejected: number | undefined }[],
): number {
  const sum = scores.reduce(
    (total, { chosen, rejected }) =>
      total + (chosen === undefined || rejected === undefined ? -1 : pairReward(chosen, rejected)),
    0,
  );
  return sum / scores.length;
}
