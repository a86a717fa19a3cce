import type { Results } from '@roro/core';
import type { BenchmarkResult } from './budget-rows.js';
import type { OutcomeRow } from './outcome-row.js';

/** What there is of a run: outcomes, results or both. */
export interface MeasuredRun {
  /** As messages call it. */
  name: string;
  /** Of splits `validation` and `test`. Without them nothing can be paired. */
  rows?: readonly OutcomeRow[];
  results?: Results;
}

/** A run on one benchmark in one setting. */
export interface MeasuredCell {
  setting: string;
  benchmark: string;
  /** Model ids from the cheapest to the dearest; empty where no results name them. */
  pool: readonly string[];
  rows: OutcomeRow[];
  result?: BenchmarkResult;
}

/** The settings and benchmarks of a run, in the order of its results and rows. */
export function measuredCells({ rows = [], results }: MeasuredRun): MeasuredCell[] {
  const cells = new Map<string, MeasuredCell>();
  const pools = new Map(results?.settings.map(({ setting, pool }) => [setting, pool]));
  for (const { setting, pool, benchmarks } of results?.settings ?? []) {
    for (const result of benchmarks) {
      const { benchmark } = result;
      cells.set(JSON.stringify([setting, benchmark]), { setting, benchmark, pool, rows: [], result });
    }
  }
  for (const row of rows) {
    const { setting, benchmark } = row;
    const key = JSON.stringify([setting, benchmark]);
    const cell = cells.get(key) ?? { setting, benchmark, pool: pools.get(setting) ?? [], rows: [] };
    cells.set(key, cell);
    cell.rows.push(row);
  }
  return [...cells.values()];
}
