import { ValidationError } from '@roro/core';

/**
 * Area under the ROC curve as a rank statistic: the probability that a positive scores higher than a negative,
 * a tie counting one half (Mann–Whitney U / (n₊·n₋), mid-ranks for ties). Range [0, 1], 0.5 for an
 * uninformative score.
 *
 * Undefined where one of the two classes is missing. Throws ValidationError on a score that is NaN or on lists
 * of different length.
 */
export function auroc(scores: ArrayLike<number>, positive: ArrayLike<boolean>): number | undefined {
  const count = scores.length;
  if (count !== positive.length) {
    throw new ValidationError({
      message: `AUROC needs one label per score: got ${count} scores and ${positive.length} labels.`,
      nextStep: 'Pass two lists of the same length.',
    });
  }
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = 0; i < count; i++) {
    if (Number.isNaN(scores[i])) {
      throw new ValidationError({
        message: `Score ${i} of ${count} is NaN, which has no rank.`,
        nextStep: 'Leave out items whose score is unknown.',
      });
    }
  }
  order.sort((a, b) => {
    const x = scores[a] as number;
    const y = scores[b] as number;
    return x < y ? -1 : x > y ? 1 : 0;
  });
  let positives = 0;
  let rankSum = 0;
  for (let start = 0; start < count; ) {
    let end = start + 1;
    while (end < count && scores[order[end] as number] === scores[order[start] as number]) end++;
    const midRank = (start + 1 + end) / 2;
    for (let i = start; i < end; i++) {
      if (positive[order[i] as number]) {
        positives++;
        rankSum += midRank;
      }
    }
    start = end;
  }
  const negatives = count - positives;
  if (positives === 0 || negatives === 0) return undefined;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
