/** Σ_{j≥t} γ^{j−t}·r_j for every t. @param discount γ in [0, 1] */
export function returnsToGo(rewards: readonly number[], discount: number): number[] {
  let following = 0;
  return rewards
    .toReversed()
    .map((reward) => {
      following = reward + discount * following;
      return following;
    })
    .toReversed();
}
