/**
 * How often each candidate is among the best, over instances (GEPA 2507.19457, Algorithm 2): a candidate that solves
 * what the others cannot keeps a weight, however low its mean. Dominated candidates, whose instances are a proper
 * part of another's, get 0; of equal candidates the first keeps its weight.
 *
 * @param results results[candidate][instance]: did the candidate get the instance right?
 * @returns one weight a candidate, whole numbers ≥ 0, at least one of them positive
 */
export function paretoWeights(results: readonly (readonly boolean[])[]): number[] {
  const best = results.map((row) =>
    row.map((right, i) => right || results.every((other) => other[i] !== true)),
  );
  const dominates = (a: number, b: number): boolean => {
    const [rowA, rowB] = [best[a] as boolean[], best[b] as boolean[]];
    if (rowB.some((right, i) => right && rowA[i] !== true)) return false;
    return a < b || rowA.some((right, i) => right && rowB[i] !== true);
  };
  return best.map((row, candidate) =>
    best.some((_, other) => other !== candidate && dominates(other, candidate))
      ? 0
      : Math.max(1, row.filter(Boolean).length),
  );
}
