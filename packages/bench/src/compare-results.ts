import { unknownNameError, ValidationError } from '@roro/core';
import { budgets } from './evaluate.js';
import { independentDifferences } from './independent-differences.js';
import { type MeasuredCell, type MeasuredRun, measuredCells } from './measured-run.js';
import { budgetMetric, type Metric, metricCatalogue } from './metrics/metric-catalogue.js';
import { pairedDifferences } from './paired-differences.js';
import { type DifferenceRequest, queriesOf, type RunDifference } from './run-difference.js';
import { holmAdjusted } from './statistics/holm-adjusted.js';

export interface CompareOptions {
  a: MeasuredRun;
  b: MeasuredRun;
  /** Default all that both have, without the two ends and the oracle. */
  routers?: readonly string[];
  /** Names of metrics, default all. */
  metrics?: readonly string[];
  /** Seed of the bootstrap, default 0. */
  seed?: number;
  /** Bootstrap replicates, default 10,000: p-values that are to be adjusted for many comparisons have to be small. */
  replicates?: number;
}

export interface RunComparison {
  a: string;
  b: string;
  /** By setting, benchmark, router and metric, in the order of `a`. */
  differences: RunDifference[];
  /** What could not be compared or paired, a sentence each. */
  notes: string[];
}

/** Every metric that runs are compared by. */
export const comparedMetrics: readonly Metric[] = [...budgets.map(budgetMetric), ...metricCatalogue];

/**
 * By how much run `b` differs from run `a` in every metric, per setting, benchmark and router. Where both have outcomes
 * of the same test queries the difference is paired: both are read on the same draws of those queries and of seeds, each at
 * the knobs that its own validation outcomes choose. Elsewhere the intervals of the two are taken as independent, and there
 * is no p-value. The same runs and seed give the same comparison.
 *
 * @throws ConfigurationError for a metric that nothing has
 * @throws ValidationError where the two have nothing in common
 */
export function compareResults({
  a,
  b,
  routers,
  metrics: names = comparedMetrics.map(({ name }) => name),
  seed = 0,
  replicates = 10_000,
}: CompareOptions): RunComparison {
  const metrics = names.map(findMetric);
  const others = measuredCells(b);
  const differences: RunDifference[] = [];
  const notes: string[] = [];
  for (const cell of measuredCells(a)) {
    const { setting, benchmark } = cell;
    const other = others.find((own) => own.setting === setting && own.benchmark === benchmark);
    if (other === undefined) {
      notes.push(`${setting} / ${benchmark}: only ${a.name} has it.`);
      continue;
    }
    const isPoolKnown = cell.pool.length > 0 && other.pool.length > 0;
    if (isPoolKnown && cell.pool.join() !== other.pool.join()) {
      notes.push(
        `${setting} / ${benchmark}: the pools differ, and costs are relative to each run's own models.`,
      );
    }
    const request: DifferenceRequest = { metrics, routers, seed, replicates };
    const common = commonQueries(cell, other);
    if (common.size >= 2) {
      differences.push(...pairedDifferences(cell, other, common, request));
      const most = Math.max(queriesOf(cell).size, queriesOf(other).size);
      if (common.size < most) {
        notes.push(
          `${setting} / ${benchmark}: paired over the ${common.size} queries in common, of up to ${most}.`,
        );
      }
      continue;
    }
    const without = [a, b].filter((_, i) => [cell, other][i]?.rows.length === 0).map(({ name }) => name);
    notes.push(
      `${setting} / ${benchmark}: not paired, for ${without.length === 0 ? 'the runs have no test queries in common' : `${without.join(' and ')} has no outcomes`}; intervals are taken as independent.`,
    );
    differences.push(...independentDifferences(cell, other, request));
  }
  for (const { setting, benchmark } of others) {
    if (measuredCells(a).some((own) => own.setting === setting && own.benchmark === benchmark)) continue;
    notes.push(`${setting} / ${benchmark}: only ${b.name} has it.`);
  }
  if (differences.length === 0) {
    throw new ValidationError({
      message: `${a.name} and ${b.name} have no setting, benchmark and router in common${routers === undefined ? '' : ` (routers asked for: ${routers.join(', ')})`}.`,
      nextStep:
        'Compare runs that measured the same routers on the same benchmarks, in settings of the same name.',
    });
  }
  return { a: a.name, b: b.name, differences: withAdjusted(differences), notes };
}

function findMetric(name: string): Metric {
  const found = comparedMetrics.find((metric) => metric.name === name);
  if (found !== undefined) return found;
  throw unknownNameError(
    'metric',
    name,
    comparedMetrics.map((metric) => metric.name),
  );
}

function commonQueries(a: MeasuredCell, b: MeasuredCell): Set<string> {
  const ofB = queriesOf(b);
  return new Set([...queriesOf(a)].filter((query) => ofB.has(query)));
}

/** Adjusts p-values for the number of paired differences of the same metric. */
function withAdjusted(differences: readonly RunDifference[]): RunDifference[] {
  const tested = differences.filter(({ pValue }) => pValue !== undefined);
  const adjusted = new Map<RunDifference, number>();
  for (const family of Map.groupBy(tested, ({ metric }) => metric).values()) {
    const pValues = holmAdjusted(family.map(({ pValue }) => pValue as number));
    for (const [i, difference] of family.entries()) adjusted.set(difference, pValues[i] as number);
  }
  return differences.map((difference) => {
    const adjustedPValue = adjusted.get(difference);
    return adjustedPValue === undefined ? difference : { ...difference, adjustedPValue };
  });
}
