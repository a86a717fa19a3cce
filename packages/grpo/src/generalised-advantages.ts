import { returnsToGo } from './returns-to-go.js';

export interface GeneralisedAdvantageOptions {
  /** γ in [0, 1]. */
  discount: number;
  /** λ of the estimate in [0, 1]: 1 is the return minus the value, 0 trusts the next value alone. */
  gaeLambda: number;
}

/**
 * Generalised advantage estimates of one rollout (1506.02438 eq. 11, 12 and 16):
 *
 *   δ_t = r_t + γ·V(s_{t+1}) − V(s_t),  A_t = Σ_{l≥0} (γλ)^l·δ_{t+l}
 *
 * The reward comes after the last decision and nothing before; what follows it is worth 0.
 *
 * @param values V(s_t) of each decision, in order
 * @param reward R of the rollout
 */
export function generalisedAdvantages(
  values: readonly number[],
  reward: number,
  { discount, gaeLambda }: GeneralisedAdvantageOptions,
): number[] {
  const errors = values.map((value, t) => {
    const next = values[t + 1];
    return (next === undefined ? reward : discount * next) - value;
  });
  return returnsToGo(errors, discount * gaeLambda);
}
