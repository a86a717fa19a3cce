import type { Interval, RewardModelResult } from '@roro/core';
import type { RewardReport } from './reward-report.js';

const reasons = ['outcome', 'cost', 'process'] as const;

/**
 * Reward models of the same kind over settings and seeds, as results show them: accuracies on held-out pairs after the last
 * stage. Pairs are the same for every seed of a setting.
 *
 * @param reports in any order
 */
export function summariseRewards(reports: readonly RewardReport[]): RewardModelResult[] {
  return [...Map.groupBy(reports, ({ reward }) => reward)].map(([reward, own]) => {
    const bySetting = new Map(own.map(({ setting, testPairs }) => [setting, testPairs]));
    const count = (reason: (typeof reasons)[number]): number =>
      [...bySetting.values()].reduce((sum, pairs) => sum + pairs[reason], 0);
    const pairs = { outcome: count('outcome'), cost: count('cost'), process: count('process') };
    const accuracy: RewardModelResult['accuracy'] = {};
    for (const key of ['all', ...reasons] as const) {
      const pairsOf = ({ testPairs }: RewardReport): number =>
        key === 'all' ? reasons.reduce((sum, reason) => sum + testPairs[reason], 0) : testPairs[key];
      const share = weightedMean(
        own.map((report) => [report.stages.at(-1)?.test[key], pairsOf(report)] as const),
      );
      const distinct = key === 'all' ? pairs.outcome + pairs.cost + pairs.process : pairs[key];
      if (share !== undefined) accuracy[key] = wilson(share, distinct);
    }
    const rubrics = own.flatMap((report) => report.rubrics ?? []);
    const distinctRubrics = mean(rubrics.map(({ distinctShare }) => distinctShare));
    const mutualInformation = mean(rubrics.flatMap((figures) => figures.mutualInformation ?? []));
    return {
      reward,
      pairs,
      accuracy,
      ...(distinctRubrics === undefined ? {} : { distinctRubrics }),
      ...(mutualInformation === undefined ? {} : { mutualInformation }),
    };
  });
}

function weightedMean(values: readonly (readonly [number | undefined, number])[]): number | undefined {
  let sum = 0;
  let total = 0;
  for (const [value, weight] of values) {
    if (value === undefined) continue;
    sum += value * weight;
    total += weight;
  }
  return total === 0 ? undefined : sum / total;
}

function mean(values: readonly number[]): number | undefined {
  return weightedMean(values.map((value) => [value, 1] as const));
}

/** 95 % interval of a share of n trials (Wilson 1927). */
function wilson(value: number, n: number): Interval {
  const z = 1.959963984540054;
  const center = (value + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half = (z * Math.sqrt((value * (1 - value)) / n + z ** 2 / (4 * n ** 2))) / (1 + z ** 2 / n);
  return { value, low: center - half, high: center + half };
}
