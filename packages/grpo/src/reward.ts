/** R = 1[correct] − λ·cost/cost_LRM: the outcome reward of a routed answer (docs/method.md § 5). */
export function outcomeReward(correct: boolean, costShare: number, lambda: number): number {
  return (correct ? 1 : 0) - lambda * costShare;
}
