import { existsSync, readFileSync } from 'node:fs';
import type { OutcomeRow, SweepEntry } from '@roro/bench';
import { contentHash, type LearningCurveRecord, learningCurveRecordSchema, type Query } from '@roro/core';
import type { StepStore } from '@roro/engine';
import { LearnedPolicy, thriftGrid, thriftyRouter, withHysteresis } from '@roro/routers';
import { z } from 'zod';
import type { Config } from './config.js';
import { crossFittedAccuracy } from './cross-fitted-accuracy.js';
import { endEntries } from './end-entries.js';
import { policyFolder, snapshotFolder } from './kept-files.js';
import { measureEntries } from './measure-entries.js';
import type { Method } from './methods.js';
import type { RecipeContext } from './open-run.js';
import { type PolicySnapshot, readSnapshots } from './policy-snapshots.js';
import { resolveBenchmarks, resolveSettings, type Setting } from './settings.js';

/** Knobs and validation queries of a curve that should cost little beside the benchmark itself. */
export const curveKnobs = thriftGrid.filter((_, index) => index % 2 === 0);
export const curveQueries = 26;

export interface LearningCurvesOptions {
  /** Learned routers, trained in the context's run. */
  methods: readonly Method[];
  /** Default: those of the configuration. */
  settings?: readonly Setting[];
  store: StepStore;
  /** Thrifts to measure every policy at, from cheap to dear; default: those of the benchmark. */
  knobs?: readonly number[];
  /** Validation queries per benchmark; default `bench.validationQueries`. */
  queries?: number;
}

/** A line of `learning-curves.jsonl`. */
const lineSchema = learningCurveRecordSchema.extend({
  /** Hash of what was measured: policy, knobs, queries, and seeds of the models alone. */
  measured: z.string(),
});

/**
 * Measures the policies that trainings kept on their way (`train.snapshots`) on validation queries of every benchmark:
 * accuracy at 20, 40 and 60 % of the cost of the dearest model alone, against what had been spent by then. Knobs are chosen
 * on one half of the queries and read on the other, and the other way round (`crossFittedAccuracy`), so that the figures
 * are not optimistic; the test split is not touched. The models alone are measured under all seeds of the configuration.
 *
 * Writes `learning-curves.jsonl` by the line: what it holds is not measured again, unless for other queries or knobs. A
 * training without snapshots is noted and left out, and so is a benchmark with fewer than two validation queries.
 *
 * @returns in the order of settings, methods, seeds and updates
 * @throws AbortError, after which the same call goes on
 */
export async function learningCurves(
  context: RecipeContext,
  options: LearningCurvesOptions,
): Promise<LearningCurveRecord[]> {
  const { config, run, onProgress } = context;
  const { methods, settings = resolveSettings(config), store, knobs = thriftGrid } = options;
  const { seeds } = config.train;
  const count = options.queries ?? config.bench.validationQueries;
  const queries = curveQueriesOf(config, count);
  if (queries.length === 0) return [];
  const conditions = contentHash([queries, knobs, seeds]);
  const known = run.read(lineSchema, 'learning-curves.jsonl');
  const cells = settings.flatMap((setting) =>
    methods.flatMap((method) =>
      seeds.flatMap((seed) =>
        snapshotsOf(context, method, setting, seed).map((snapshot) => ({ setting, method, seed, snapshot })),
      ),
    ),
  );
  const writer = run.append('learning-curves.jsonl');
  const records: LearningCurveRecord[] = [];
  const ends = new Map<string, OutcomeRow[]>();
  try {
    for (const { setting, method, seed, snapshot } of cells) {
      const { path, ...spent } = snapshot;
      const place = { method: method.id, setting: setting.id, seed, ...spent };
      const policy = new LearnedPolicy(readFileSync(path), path);
      const measured = contentHash([conditions, policy.version]);
      let budgetedAccuracy = known.find((line) => isSame(line, { ...place, measured }))?.budgetedAccuracy;
      if (budgetedAccuracy === undefined) {
        const measure = (entries: SweepEntry[], own: readonly number[]): Promise<OutcomeRow[]> =>
          measureEntries(context, { setting, split: 'validation', entries, seeds: own, queries, store });
        const alone = ends.get(setting.id) ?? (await measure(endsOf(setting), seeds));
        ends.set(setting.id, alone);
        const rows = await measure([entryOf(context, method.id, policy, knobs)], [seed]);
        budgetedAccuracy = crossFittedAccuracy([...alone, ...rows], method.id);
        writer.append({ ...place, budgetedAccuracy, measured } satisfies Line);
      }
      const record = { ...place, budgetedAccuracy };
      records.push(record);
      onProgress?.({
        type: 'progress',
        task: 'learning curves',
        done: records.length,
        total: cells.length,
        figures: { accuracy: record.budgetedAccuracy['40'] },
      });
    }
  } finally {
    writer.close();
  }
  return records;
}

/**
 * The validation queries that curves are measured on, `count` a benchmark. A benchmark that has fewer than two is left out: one
 * half of the queries chooses knobs, the other half reads them.
 */
export function curveQueriesOf(config: Config, count: number): Query[] {
  return resolveBenchmarks(config).flatMap((benchmark) => {
    const queries = benchmark.queries('validation', count, config.seed);
    return queries.length < 2 ? [] : queries;
  });
}

type Line = z.infer<typeof lineSchema>;

function isSame(line: Line, other: Omit<Line, 'budgetedAccuracy'>): boolean {
  return (['measured', 'method', 'setting', 'seed', 'update'] as const).every(
    (key) => line[key] === other[key],
  );
}

function snapshotsOf(
  { run, onNote }: RecipeContext,
  method: Method,
  setting: Setting,
  seed: number,
): PolicySnapshot[] {
  const snapshots = readSnapshots(snapshotFolder(run, method.id, setting.id, seed));
  if (snapshots.length > 0) return snapshots;
  const folder = run.file('policies', policyFolder(method.id, setting.id, seed));
  onNote?.(
    `No learning curve of ${method.id}, ${setting.id}, seed ${seed}: ${
      existsSync(folder) ? 'its training kept no policies on its way (train.snapshots)' : 'it is not trained'
    }.`,
  );
  return [];
}

/** The two models that every curve ends in. */
function endsOf({ pool }: Setting): SweepEntry[] {
  return endEntries(pool).filter(({ router }) => router === 'srm-only' || router === 'lrm-only');
}

/** As the benchmark measures a trained policy. */
function entryOf(
  { config }: RecipeContext,
  id: string,
  policy: LearnedPolicy,
  knobs: readonly number[],
): SweepEntry {
  const { minimumDwell } = config.cost;
  return {
    router: id,
    knobs,
    create: (knob) => withHysteresis(thriftyRouter(policy, knob as number, { id }), minimumDwell),
  };
}
