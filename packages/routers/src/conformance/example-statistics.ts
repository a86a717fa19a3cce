import type { Random, TokenStatistics } from '@roro/core';

/** Statistics of a step whose mean entropy is `nats`, ≥ 0, with everything that a server may report. */
export function exampleStatistics(random: Random, nats: number, count: number): TokenStatistics {
  const meanMargin = 3 * Math.exp(-nats) * (0.5 + 0.5 * random.uniform());
  return {
    count,
    meanLogProbability: -nats * (0.6 + 0.6 * random.uniform()),
    minLogProbability: -nats * (1.5 + 2 * random.uniform()),
    meanEntropy: nats,
    maxEntropy: nats * (1.2 + random.uniform()),
    firstEntropy: nats * 2 * random.uniform(),
    meanMargin,
    minMargin: meanMargin * random.uniform(),
  };
}
