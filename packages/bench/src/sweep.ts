import {
  AbortError,
  type CostUnit,
  type ModelPool,
  type ProgressListener,
  type Query,
  type Router,
  type RouterFamily,
  type Split,
  type Trajectory,
  ValidationError,
} from '@roro/core';
import { type OutcomeRow, outcomeRow } from './outcome-row.js';

/** What to sweep: a router's name in the results and how to make it at each knob. */
export interface SweepEntry {
  router: string;
  /** Ordered from cheap to dear; `[null]` for a router without a knob. */
  knobs: readonly (number | null)[];
  /** Seeds of this entry, default those of the sweep; a deterministic fixed router needs only one. */
  seeds?: readonly number[];
  /** `seed` lets a router that was trained once per seed be measured with its own weights. */
  create(knob: number | null, seed: number): Router;
}

/**
 * The entry of a router family: its default knob grid, or `knobs` instead, under its id or another name.
 *
 * @example sweepEntry(fixed, { router: 'srm-only', knobs: [0] })
 */
export function sweepEntry(
  family: RouterFamily,
  {
    router = family.id,
    knobs,
    seeds,
  }: { router?: string; knobs?: readonly number[]; seeds?: readonly number[] } = {},
): SweepEntry {
  return {
    router,
    knobs: knobs ?? family.knob?.values ?? [null],
    ...(seeds === undefined ? {} : { seeds }),
    create: (knob) => (knob === null ? family.create() : family.create(knob)),
  };
}

/** One cell of a sweep: a router at one knob, to be run over a query list with one seed. */
export interface SweepJob {
  router: Router;
  name: string;
  knob: number | null;
  seed: number;
}

/** Every (router, knob, seed), in the order of the entries. */
export function sweepJobs(entries: readonly SweepEntry[], seeds: readonly number[]): SweepJob[] {
  return entries.flatMap((entry) =>
    entry.knobs.flatMap((knob) =>
      (entry.seeds ?? seeds).map((seed) => ({
        router: entry.create(knob, seed),
        name: entry.router,
        knob,
        seed,
      })),
    ),
  );
}

export interface SweepOptions {
  setting: string;
  split: Split;
  pool: ModelPool;
  entries: readonly SweepEntry[];
  seeds: readonly number[];
  queries: readonly Query[];
  /** Routes every query once; one trajectory per query, in any order. */
  run(router: Router, queries: readonly Query[], seed: number): Promise<readonly Trajectory[]>;
  /** Default: that of the pool (`costUnitOf` of core). */
  costUnit?: CostUnit;
  /** Jobs under way at a time, default 1: `run` is expected to keep its models busy by itself. */
  concurrency?: number;
  onProgress?: ProgressListener;
  signal?: AbortSignal;
}

export interface SweepResult {
  /** In the order of `sweepJobs` and the query list, whatever the concurrency. */
  rows: OutcomeRow[];
  /** Trajectories that failed (a model call gave up); they count as wrong answers in `rows`. */
  failures: { router: string; seed: number; queryId: string; reason: string }[];
}

/**
 * Runs every router at every knob and seed over the queries and keeps the outcomes. Throws AbortError when
 * `signal` fires, ValidationError where `run` skips a query or answers one that was not asked.
 */
export async function sweep(options: SweepOptions): Promise<SweepResult> {
  const { setting, split, pool, entries, seeds, queries, run, costUnit, concurrency = 1, signal } = options;
  const jobs = sweepJobs(entries, seeds);
  const results: SweepResult[] = [];
  let done = 0;
  let failed = 0;
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < jobs.length) {
      if (signal?.aborted) {
        throw new AbortError({
          message: `The sweep stopped after ${done} of ${jobs.length} jobs.`,
          nextStep: 'Run the same command again to resume.',
          cause: signal.reason,
        });
      }
      const index = next++;
      const job = jobs[index] as SweepJob;
      const trajectories = inQueryOrder(await run(job.router, queries, job.seed), queries, job);
      const context = { setting, split, router: job.name, knob: job.knob, ...(costUnit && { costUnit }) };
      results[index] = {
        rows: trajectories.map((trajectory) => ({
          ...outcomeRow(trajectory, pool, context),
          seed: job.seed,
        })),
        failures: trajectories
          .filter((trajectory) => trajectory.finish === 'failed')
          .map(({ query, failure }) => ({
            router: job.name,
            seed: job.seed,
            queryId: query.id,
            reason: failure ?? 'unknown',
          })),
      };
      done++;
      failed += (results[index] as SweepResult).failures.length;
      options.onProgress?.({
        type: 'progress',
        task: `bench ${setting} ${split}`,
        done,
        total: jobs.length,
        ...(failed === 0 ? {} : { figures: { failed } }),
      });
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, worker));
  return {
    rows: results.flatMap((result) => result.rows),
    failures: results.flatMap((result) => result.failures),
  };
}

function inQueryOrder(
  trajectories: readonly Trajectory[],
  queries: readonly Query[],
  { name, knob, seed }: SweepJob,
): Trajectory[] {
  const byQuery = new Map(trajectories.map((trajectory) => [trajectory.query.id, trajectory]));
  const ordered = queries.flatMap((query) => byQuery.get(query.id) ?? []);
  if (ordered.length !== queries.length || trajectories.length !== queries.length) {
    throw new ValidationError({
      message: `Router "${name}"${knob === null ? '' : ` at ${knob}`}, seed ${seed}: expected one trajectory for each of ${queries.length} queries, got ${trajectories.length} for ${byQuery.size} queries, ${ordered.length} of them asked.`,
      nextStep: 'Return exactly one trajectory per query.',
    });
  }
  return ordered;
}
