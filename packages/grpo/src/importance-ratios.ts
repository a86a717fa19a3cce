import { type Variant, variantRules } from './variant.js';

/**
 * π/π_old for each decision. For `gspo` every decision of a rollout has the ratio of the rollout,
 * s_i = exp((1/|o_i|)·Σ_t log(π/π_old)) (2507.18071 § 4.1).
 *
 * @param logRatios log π − log π_old of the actions taken, nats
 * @param lengths decisions of each rollout, in order
 */
export function importanceRatios(
  logRatios: readonly number[],
  lengths: readonly number[],
  variant: Variant,
): number[] {
  if (variantRules[variant].ratio === 'decision') return logRatios.map(Math.exp);
  let read = 0;
  return lengths.flatMap((length) => {
    const start = read;
    read += length;
    const total = logRatios.slice(start, read).reduce((sum, value) => sum + value, 0);
    return Array<number>(length).fill(Math.exp(total / length));
  });
}
