import {
  allBenchmarks,
  type BenchmarkOutcomes,
  bracketTarget,
  type Calibration,
  type CalibrationLine,
  type CalibrationPoint,
  type CalibrationTarget,
  chooseKnob,
  endOutcomes,
  largeOnly,
  meetsTarget,
  type OutcomeRow,
  type Realised,
  realised,
  resampleQueries,
  type SweepEntry,
  targetValue,
} from '@roro/bench';
import {
  type Benchmark,
  ConfigurationError,
  type ProgressListener,
  type Query,
  Random,
  relativeTokenCosts,
  type Split,
} from '@roro/core';
import type { StepStore } from '@roro/engine';
import { sweepEntries } from './bench.js';
import { packLine, pointsOf } from './calibration-points.js';
import { findCatalogueEntry } from './catalogue.js';
import { measureEntries } from './measure-entries.js';
import type { RecipeContext } from './open-run.js';
import { measuredQueries } from './sealed-benchmark.js';
import { openStore, resolveBenchmarks, resolveSettings, type Setting } from './settings.js';

/** Knobs tried on validation queries between two of the grid. */
const refinements = 6;

export interface CalibrateOptions {
  /** Default: `roro` where the configuration names it, else the last router that has a knob to choose. */
  router?: string;
  target: CalibrationTarget;
}

/**
 * Chooses the knob of a router for a target, for every setting and benchmark and for all benchmarks together, and measures
 * what it comes to on test queries. Knobs are chosen on validation queries alone: the grid of the router, and a few more
 * where it brackets the target; only then is the chosen one, and no other, run on the test queries. Trains and fits what
 * is missing; uses the first seed of the configuration. Writes `calibration.json`. Resumes.
 *
 * @throws ConfigurationError for a router that has nothing to choose, or a cost that no setting and benchmark can keep
 * @throws UnknownPriceError for a target of money where a model has no price
 */
export async function calibrateRouter(
  context: RecipeContext,
  { target, router = defaultRouter(context) }: CalibrateOptions,
): Promise<Calibration> {
  const { config, run } = context;
  requireKnob(router, context);
  const settings = resolveSettings(config);
  if (target.kind === 'money') for (const { pool } of settings) relativeTokenCosts(pool.models, 'money');
  const store = openStore(context);
  const lines: CalibrationLine[] = [];
  try {
    for (const setting of settings) {
      const entries = await sweepEntries(context, setting, store, ['srm-only', router]);
      // The setting's pool lacks what the router asks for, as sweepEntries has said.
      if (!entries.some((entry) => entry.router === router)) continue;
      const world: World = { context, setting, store, entries, router, target };
      const choices = await chooseOnValidation(world);
      lines.push(...(await measureOnTest(world, choices)));
    }
  } finally {
    store.close();
  }
  if (lines.every(({ chosen }) => chosen === undefined)) throw outOfReach(router, target, lines);
  const calibration: Calibration = {
    version: 1,
    run: run.id,
    router,
    seed: config.train.seeds[0] as number,
    target,
    lines,
  };
  run.writeJson('calibration.json', calibration);
  return calibration;
}

function defaultRouter({ config, families }: RecipeContext): string {
  if (config.routers.includes('roro')) return 'roro';
  const last = config.routers.findLast((name) => hasKnob(name, families));
  if (last !== undefined) return last;
  throw new ConfigurationError({
    message: `None of the configured routers (${config.routers.join(', ')}) has a knob to choose.`,
    nextStep: 'Name one with --router; `roro routers` lists them.',
  });
}

function hasKnob(name: string, families: RecipeContext['families']): boolean {
  const { role } = findCatalogueEntry(name, families);
  return role !== 'end' && role !== 'bound';
}

function requireKnob(router: string, { families }: RecipeContext): void {
  if (hasKnob(router, families)) return;
  throw new ConfigurationError({
    message: `"${router}" has no knob to choose: it is a single model or a bound.`,
    nextStep: 'Name a router that `roro routers` lists with another role.',
  });
}

/** What one setting is calibrated with. */
interface World {
  context: RecipeContext;
  setting: Setting;
  store: StepStore;
  /** The single models and the router. */
  entries: readonly SweepEntry[];
  router: string;
  target: CalibrationTarget;
}

/** One line: a benchmark, or all of them, and the point that validation chose for it. */
interface Choice {
  benchmarks: readonly Benchmark[];
  line: Pick<CalibrationLine, 'setting' | 'benchmark' | 'knobs'>;
  validationQueries: number;
  /** Undefined where nothing meets the target. */
  point: CalibrationPoint | undefined;
  /** The least value of the target's kind. */
  least: number;
}

/** Looks at validation queries only. */
async function chooseOnValidation(world: World): Promise<Choice[]> {
  const { context, setting, entries } = world;
  const { config, onProgress } = context;
  const benchmarks = resolveBenchmarks(config);
  const queriesOf = (own: readonly Benchmark[]): Query[] =>
    own.flatMap((benchmark) => benchmark.queries('validation', config.bench.validationQueries, config.seed));
  const grid = await measure(world, 'validation', entries, queriesOf(benchmarks), (event) =>
    onProgress?.({ ...event, task: `calibrate ${setting.id}` }),
  );
  const choices: Choice[] = [];
  const lines = [...benchmarks.map((benchmark) => [benchmark]), benchmarks];
  for (const [index, own] of lines.entries()) {
    const benchmark = index < benchmarks.length ? (own[0] as Benchmark).id : allBenchmarks;
    const queries = queriesOf(own);
    const points = await refine(world, benchmark, grid, queries);
    onProgress?.({
      type: 'progress',
      task: `calibrate ${setting.id}, between the knobs`,
      done: index + 1,
      total: lines.length,
    });
    choices.push({
      benchmarks: own,
      line: {
        setting: setting.id,
        benchmark,
        knobs: points.filter((point) => point.router === world.router).length,
      },
      validationQueries: queries.length,
      point: chooseKnob(points, world.target),
      least: Math.min(...points.map((point) => targetValue(point, world.target.kind))),
    });
  }
  return choices;
}

/** The points of the grid and those of a bisection where two neighbours bracket the target. */
async function refine(
  world: World,
  benchmark: string,
  grid: readonly OutcomeRow[],
  queries: readonly Query[],
): Promise<CalibrationPoint[]> {
  const { entries, router, target } = world;
  const entry = entries.find((candidate) => candidate.router === router) as SweepEntry;
  const rows = [...grid];
  let points = pointsOf(packLine(benchmark, rows), router);
  let bracket = isContinuous(entry)
    ? bracketTarget(
        points.filter((point) => point.router === router),
        target,
      )
    : undefined;
  for (let step = 0; step < refinements && bracket !== undefined; step++) {
    // A knob of six digits can be read off and typed in; what is measured is that knob.
    const knob = Number(((bracket.meets + bracket.misses) / 2).toPrecision(6));
    if (points.some((point) => point.router === router && point.knob === knob)) break;
    rows.push(...(await measure(world, 'validation', [{ ...entry, knobs: [knob] }], queries)));
    points = pointsOf(packLine(benchmark, rows), router);
    const tried = points.find((point) => point.router === router && point.knob === knob);
    const isMet = meetsTarget(tried as CalibrationPoint, target);
    bracket = isMet ? { ...bracket, meets: knob } : { ...bracket, misses: knob };
  }
  return points;
}

/** Between whole numbers, such as digits of a verdict, there may be no knob. */
function isContinuous({ knobs }: SweepEntry): boolean {
  return knobs.some((knob) => knob !== null && !Number.isInteger(knob));
}

/** Runs what was chosen, and the dearest model alone that shares are taken against, on the test queries. */
async function measureOnTest(world: World, choices: readonly Choice[]): Promise<CalibrationLine[]> {
  const { context, setting, entries, target } = world;
  const { config, onProgress } = context;
  const lines: CalibrationLine[] = [];
  for (const { benchmarks, line, validationQueries, point, least } of choices) {
    const queries = benchmarks.flatMap((benchmark) =>
      measuredQueries(benchmark, 'test', config.bench.testQueries, config.seed),
    );
    const currency = setting.pool.models[0]?.price?.currency;
    const base: CalibrationLine = {
      ...line,
      queries: { validation: validationQueries, test: queries.length },
      ...(target.kind !== 'money' || currency === undefined ? {} : { currency }),
    };
    if (point === undefined) lines.push({ ...base, least });
    else {
      const { router, knob, accuracy, costShare } = point;
      const measured = entries.flatMap((entry) => {
        if (entry.router === router) return [knob === null ? entry : { ...entry, knobs: [knob] }];
        return entry.router === largeOnly ? [entry] : [];
      });
      const rows = await measure(world, 'test', measured, queries);
      lines.push({
        ...base,
        chosen: {
          router,
          knob,
          validation: { value: targetValue(point, target.kind), accuracy, costShare },
          test: realisedOn(packLine(line.benchmark, rows), point, world),
        },
      });
    }
    onProgress?.({
      type: 'progress',
      task: `calibrate ${setting.id} test`,
      done: lines.length,
      total: choices.length,
    });
  }
  return lines;
}

function realisedOn(
  outcomes: BenchmarkOutcomes,
  { router }: CalibrationPoint,
  { context: { config }, target }: World,
): Realised {
  return realised(
    endOutcomes(outcomes, router),
    endOutcomes(outcomes, largeOnly),
    target.kind,
    resampleQueries(
      outcomes.queryIds.length,
      config.bench.replicates,
      new Random('bootstrap', config.seed, outcomes.benchmark),
    ),
  );
}

/** Outcomes of routers at their knobs on queries of one split, under the first seed. */
function measure(
  { context, setting, store, target }: World,
  split: Exclude<Split, 'train'>,
  entries: readonly SweepEntry[],
  queries: readonly Query[],
  onProgress?: ProgressListener,
): Promise<OutcomeRow[]> {
  return measureEntries(context, {
    setting,
    split,
    entries,
    seeds: context.config.train.seeds.slice(0, 1),
    queries,
    store,
    ...(target.kind === 'money' ? { costUnit: 'money' as const } : {}),
    onProgress,
  });
}

function outOfReach(
  router: string,
  { kind, value }: CalibrationTarget,
  lines: readonly CalibrationLine[],
): ConfigurationError {
  const [nearest] = lines.toSorted((a, b) => (a.least ?? 0) - (b.least ?? 0));
  return new ConfigurationError({
    message:
      nearest === undefined
        ? `Router "${router}" can be measured in no setting.`
        : `${kind}=${value} is out of reach: the cheapest point on validation queries, ${nearest.setting} / ${nearest.benchmark}, comes to ${nearest.least?.toPrecision(4)}.`,
    nextStep: nearest === undefined ? 'Name another router.' : `Calibrate to ${kind} of at least that.`,
  });
}
