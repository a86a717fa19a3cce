/**
 * Share of correct outcomes: Σ correct / n, range [0, 1]; undefined for no outcome.
 * An entry may be a mean over the seeds of one query, so that every query weighs the same.
 */
export function accuracy(correct: ArrayLike<number | boolean>): number | undefined {
  if (correct.length === 0) return undefined;
  let sum = 0;
  for (let i = 0; i < correct.length; i++) sum += Number(correct[i]);
  return sum / correct.length;
}
