import type { LearningCurveRecord } from '@roro/core';

/** Mean over settings and seeds, and the least and greatest seed: each the mean over its settings. Range [0, 1]. */
export interface SeedSpread {
  value: number;
  low: number;
  high: number;
}

export interface MeanLearningPoint {
  /** Updates done; 0 is the policy before training. */
  update: number;
  /** Spent by then, mean over settings and seeds. */
  rollouts: number;
  calls: number;
  budgetedAccuracy: Record<keyof LearningCurveRecord['budgetedAccuracy'], SeedSpread>;
}

export interface MeanLearningCurve {
  method: string;
  /** In the order of updates. */
  points: MeanLearningPoint[];
}

/**
 * The curve of each method over all settings, in the order of the records. A method that lacks a setting has none: its mean
 * would be over other questions. A point is left out where a seed or setting of the method has no record of it.
 */
export function meanLearningCurves(records: readonly LearningCurveRecord[]): MeanLearningCurve[] {
  const settings = distinct(records, ({ setting }) => setting);
  return distinct(records, ({ method }) => method).flatMap((method) => {
    const own = records.filter((record) => record.method === method);
    if (distinct(own, ({ setting }) => setting).length < settings.length) return [];
    const seeds = distinct(own, ({ seed }) => seed);
    const points = distinct(own, ({ update }) => update)
      .sort((a, b) => a - b)
      .flatMap((update) => {
        const cells = own.filter((record) => record.update === update);
        return cells.length === settings.length * seeds.length ? [pointOf(update, cells, seeds)] : [];
      });
    return [{ method, points }];
  });
}

function pointOf(
  update: number,
  cells: readonly LearningCurveRecord[],
  seeds: readonly number[],
): MeanLearningPoint {
  const spread = (budget: keyof LearningCurveRecord['budgetedAccuracy']): SeedSpread => {
    const bySeed = seeds.map((seed) =>
      mean(cells.filter((cell) => cell.seed === seed).map((cell) => cell.budgetedAccuracy[budget])),
    );
    return { value: mean(bySeed), low: Math.min(...bySeed), high: Math.max(...bySeed) };
  };
  return {
    update,
    rollouts: mean(cells.map(({ rollouts }) => rollouts)),
    calls: mean(cells.map(({ calls }) => calls)),
    budgetedAccuracy: { '20': spread('20'), '40': spread('40'), '60': spread('60') },
  };
}

function distinct<T, K>(items: readonly T[], key: (item: T) => K): K[] {
  return [...new Set(items.map(key))];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
