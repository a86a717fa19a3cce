import type { Random } from '@roro/core';

/** A measured distribution, relative to its mean: values at rising probabilities from 0 to 1, straight lines between them. */
export type Quantiles = readonly (readonly [probability: number, value: number])[];

/** A draw by inverting the distribution. Its mean is 1, whatever was lost between the quantiles. */
export function quantileSampler(quantiles: Quantiles): (random: Random) => number {
  const mean = meanOf(quantiles);
  return (random) => valueAt(quantiles, random.uniform()) / mean;
}

export function meanOf(quantiles: Quantiles): number {
  let sum = 0;
  for (let i = 1; i < quantiles.length; i++) {
    const [[from, low], [to, high]] = [quantiles[i - 1], quantiles[i]] as [
      [number, number],
      [number, number],
    ];
    sum += ((low + high) / 2) * (to - from);
  }
  return sum;
}

export function valueAt(quantiles: Quantiles, probability: number): number {
  for (let i = 1; i < quantiles.length; i++) {
    const [[from, low], [to, high]] = [quantiles[i - 1], quantiles[i]] as [
      [number, number],
      [number, number],
    ];
    if (probability <= to) return low + ((high - low) * (probability - from)) / (to - from);
  }
  return quantiles.at(-1)?.[1] ?? 1;
}
