import { ValidationError } from './errors.js';
import type { CriterionVerdict, Judgement, Rubric } from './preference.js';

/**
 * S(τ | rubric) = Σ w_k (2p_k − 1) / Σ w_k (RUBRIC-ARROW 2605.29156), range [−1, 1].
 *
 * @param verdicts one a criterion, in any order
 * @throws ValidationError where a criterion has no verdict, or the weights do not add up to a positive number
 */
export function rubricScore(
  rubric: Rubric,
  verdicts: readonly Pick<CriterionVerdict, 'id' | 'probability'>[],
): number {
  const total = totalWeight(rubric);
  let sum = 0;
  for (const { id, weight } of rubric.criteria) {
    sum += weight * (2 * verdictOf(id, verdicts).probability - 1);
  }
  // Rounding may leave the range by an ulp.
  return Math.max(-1, Math.min(1, sum / total));
}

/**
 * The score taken apart over the steps: r_t = Σ_k w_k (2p_{k,t} − 1) / (n_k Σ w_k) for the n_k steps that criterion k
 * looks at; a criterion without steps counts evenly for all. Where p_k is the mean of its steps, Σ_t r_t = S.
 *
 * @param steps number of steps of the trajectory
 * @returns one value a step; zeros for a judgement without a score
 */
export function stepScores(judgement: Judgement, rubric: Rubric, steps: number): number[] {
  const scores = Array<number>(steps).fill(0);
  if (judgement.score === undefined) return scores;
  const total = totalWeight(rubric);
  for (const { id, weight } of rubric.criteria) {
    const { probability, perStep } = verdictOf(id, judgement.criteria);
    const parts =
      perStep === undefined || perStep.length === 0
        ? scores.map((_, index) => ({ index, probability }))
        : perStep;
    for (const part of parts) {
      if (part.index >= steps) continue;
      scores[part.index] =
        (scores[part.index] as number) + (weight * (2 * part.probability - 1)) / (parts.length * total);
    }
  }
  return scores;
}

function totalWeight({ criteria, queryId }: Rubric): number {
  const total = criteria.reduce((sum, { weight }) => sum + weight, 0);
  if (total > 0) return total;
  throw new ValidationError({
    message: `The rubric of query "${queryId}" has a total weight of ${total}.`,
    nextStep: 'Give at least one criterion a positive weight.',
  });
}

function verdictOf<T extends { id: string }>(id: string, verdicts: readonly T[]): T {
  const verdict = verdicts.find((candidate) => candidate.id === id);
  if (verdict !== undefined) return verdict;
  throw new ValidationError({
    message: `There is no verdict on criterion "${id}"; verdicts: ${verdicts.map((v) => v.id).join(', ') || 'none'}.`,
    nextStep: 'Judge every criterion of the rubric.',
  });
}
