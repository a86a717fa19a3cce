import { type Split, ValidationError } from '@roro/core';
import type { OutcomeRow } from './outcome-row.js';

/** Names of the two ends that every curve contains. */
export const smallOnly = 'srm-only';
export const largeOnly = 'lrm-only';

/** Name of the row that knows all outcomes: a bound, never the best router. */
export const oracleBound = 'oracle';

/** One seed of a router at one knob. */
export interface SeedOutcomes {
  seed: number;
  /** Accuracy and mean cost over all queries. */
  accuracy: number;
  cost: number;
}

/** One router at one knob on one benchmark. */
export interface KnobOutcomes {
  knob: number | null;
  /** Share of seeds that answered correctly, one entry per query. */
  correct: Float64Array;
  /** Mean cost over seeds, one entry per query. */
  cost: Float64Array;
  /** In ascending order. Absent where there is nothing to draw seeds from. */
  bySeed?: readonly SeedOutcomes[];
  /** Share of all generated tokens that the dearest model wrote, range [0, 1]; 0 where nobody wrote any. */
  largeTokenShare: number;
  callsPerQuery: number;
}

export interface RouterOutcomes {
  router: string;
  /** In ascending order. */
  seeds: number[];
  /** In the order of the rows. */
  knobs: KnobOutcomes[];
}

/** All outcomes of one setting, benchmark and split; every router answered the same queries. */
export interface BenchmarkOutcomes {
  setting: string;
  benchmark: string;
  split: Split;
  /** Sorted, so that the order of the rows does not matter. */
  queryIds: string[];
  /** By name, in the order of the rows. */
  routers: Map<string, RouterOutcomes>;
}

function groupBy<K>(rows: readonly OutcomeRow[], key: (row: OutcomeRow) => K): Map<K, OutcomeRow[]> {
  const groups = new Map<K, OutcomeRow[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group === undefined) groups.set(key(row), [row]);
    else group.push(row);
  }
  return groups;
}

/**
 * Packs the rows of one setting, benchmark and split. Throws ValidationError where a router answered other
 * queries than the rest, or a (query, seed) is missing or there twice: a curve over other questions is no
 * comparison.
 */
export function packOutcomes(rows: readonly OutcomeRow[]): BenchmarkOutcomes {
  const first = rows[0];
  if (first === undefined) {
    throw new ValidationError({
      message: 'There is no outcome to pack.',
      nextStep: 'Run the benchmark first.',
    });
  }
  const { setting, benchmark, split } = first;
  const queryIds = [...new Set(rows.map((row) => row.queryId))].sort();
  const position = new Map(queryIds.map((id, index) => [id, index]));
  const routers = new Map<string, RouterOutcomes>();
  for (const [router, routerRows] of groupBy(rows, (row) => row.router)) {
    const seeds = [...new Set(routerRows.map((row) => row.seed))].sort((a, b) => a - b);
    const knobs = [...groupBy(routerRows, (row) => row.knob)].map(([knob, knobRows]) => {
      const where = `${setting} / ${benchmark} / ${split} / ${router}${knob === null ? '' : ` at ${knob}`}`;
      return packKnob(knob, knobRows, position, seeds, where);
    });
    routers.set(router, { router, seeds, knobs });
  }
  return { setting, benchmark, split, queryIds, routers };
}

function packKnob(
  knob: number | null,
  rows: readonly OutcomeRow[],
  position: ReadonlyMap<string, number>,
  seeds: readonly number[],
  where: string,
): KnobOutcomes {
  const cells = new Set(rows.map((row) => `${row.seed} ${row.queryId}`));
  const expected = position.size * seeds.length;
  if (rows.length !== expected || cells.size !== expected) {
    throw new ValidationError({
      message: `${where}: expected ${expected} outcomes (${position.size} queries × ${seeds.length} seeds), got ${rows.length} of which ${cells.size} differ in query or seed.`,
      nextStep: 'Run every router over the same queries, each (query, seed) once.',
    });
  }
  const correct = new Float64Array(position.size);
  const cost = new Float64Array(position.size);
  const bySeed = seeds.map((seed): SeedOutcomes => ({ seed, accuracy: 0, cost: 0 }));
  let tokens = 0;
  let largeTokens = 0;
  let calls = 0;
  for (const row of rows) {
    const index = position.get(row.queryId) as number;
    correct[index] = (correct[index] as number) + Number(row.correct) / seeds.length;
    cost[index] = (cost[index] as number) + row.cost / seeds.length;
    const ofSeed = bySeed[seeds.indexOf(row.seed)] as SeedOutcomes;
    ofSeed.accuracy += Number(row.correct) / position.size;
    ofSeed.cost += row.cost / position.size;
    tokens += row.tokens;
    largeTokens += row.largeTokens;
    calls += row.calls;
  }
  return {
    knob,
    correct,
    cost,
    bySeed,
    largeTokenShare: tokens === 0 ? 0 : largeTokens / tokens,
    callsPerQuery: calls / rows.length,
  };
}

/** The packed outcomes of every (setting, benchmark) of one split, in the order of the rows. */
export function packSplit(rows: readonly OutcomeRow[], split: Split): BenchmarkOutcomes[] {
  const ofSplit = rows.filter((row) => row.split === split);
  return [...groupBy(ofSplit, (row) => row.setting).values()].flatMap((ofSetting) =>
    [...groupBy(ofSetting, (row) => row.benchmark).values()].map(packOutcomes),
  );
}

/** An end of the curve. Throws ValidationError where it was not run, or at more than one knob. */
export function endOutcomes(outcomes: BenchmarkOutcomes, end: string): KnobOutcomes {
  const knobs = outcomes.routers.get(end)?.knobs ?? [];
  if (knobs.length !== 1 || knobs[0] === undefined) {
    throw new ValidationError({
      message: `${outcomes.setting} / ${outcomes.benchmark} / ${outcomes.split}: expected one point of "${end}", found ${knobs.length}.`,
      nextStep: `Every accuracy–cost curve ends in "${smallOnly}" and "${largeOnly}": run both on every benchmark and split.`,
    });
  }
  return knobs[0];
}
