import { existsSync } from 'node:fs';
import { crossPool, rewardModel, samePool, threePool } from '@roro/abacus';
import {
  type Benchmark,
  ConfigurationError,
  createPool,
  type ModelPool,
  type PoolMember,
  type PoolModel,
  type Query,
  type RouterFamily,
  type Split,
  unknownNameError,
} from '@roro/core';
import {
  DiskStepStore,
  type EngineOptions,
  labelScorer,
  likelihoodScorer,
  type StepStore,
} from '@roro/engine';
import { CallStore, recordCalls, recordPool, replayCalls, replayPool } from '@roro/models';
import { benchmarks, findBenchmark } from './benchmarks.js';
import { routerCatalogue } from './catalogue.js';
import { type Config, requireKnown } from './config.js';
import { methods } from './methods.js';
import type { RecipeContext } from './open-run.js';
import { ReplayedStepStore } from './replayed-step-store.js';
import { sealedBenchmark } from './sealed-benchmark.js';

/** A pool to route in, under the name that the results give it. */
export interface Setting {
  id: string;
  pool: ModelPool;
}

const namedPools: Record<string, () => ModelPool> = {
  'abacus-same': () => withScorers(samePool()),
  'abacus-cross': () => withScorers(crossPool()),
  'abacus-three': () => withScorers(threePool()),
};

/** The embedded models with what routers may ask about a step: the reward model, and the dearest model's verdict. */
function withScorers({ id, models }: ModelPool): ModelPool {
  return createPool(id, models, [
    labelScorer({ model: rewardModel() }),
    likelihoodScorer({ model: models.at(-1) as PoolModel }),
  ]);
}

/** Names of the pools that need no code. */
export const poolNames = Object.keys(namedPools);

/** Throws ConfigurationError for a name that nothing has, before any work begins or any file is written. */
export function checkNames(config: Config, families: readonly RouterFamily[] = []): void {
  requireKnown(
    'benchmark',
    config.benchmarks.filter((benchmark) => typeof benchmark === 'string'),
    benchmarks.map((benchmark) => benchmark.id),
  );
  const ids = config.benchmarks.map((benchmark) =>
    typeof benchmark === 'string' ? benchmark : benchmark.id,
  );
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    throw new ConfigurationError({
      message: `\`benchmarks\` names "${twice}" twice.`,
      nextStep: 'Give each benchmark an id of its own.',
    });
  }
  requireKnown(
    'router',
    config.routers,
    routerCatalogue(families).map(({ id }) => id),
  );
  requireKnown(
    'method',
    Object.keys(config.train.methods ?? {}),
    methods.map(({ id }) => id),
  );
  requireKnown(
    'pool',
    config.settings.flatMap(({ pool }) => (typeof pool === 'string' ? [pool] : [])),
    poolNames,
  );
  for (const end of ['srm-only', 'lrm-only']) {
    if (config.routers.includes(end)) continue;
    throw new ConfigurationError({
      message: `\`routers\` lacks "${end}", one of the two ends of every curve.`,
      nextStep: `Add "${end}".`,
    });
  }
}

/** Throws ConfigurationError with the nearest known name. */
export function namedPool(name: string): ModelPool {
  const make = namedPools[name];
  if (make === undefined) throw unknownNameError('pool', name, Object.keys(namedPools));
  return make();
}

export function resolveSettings(config: Config): Setting[] {
  const { calls } = config;
  return config.settings.map(({ id, pool: given }) => {
    const pool = typeof given === 'string' ? namedPool(given) : poolOf(id, given);
    if (calls === undefined) return { id, pool };
    const store = callStore(config, calls);
    return { id, pool: 'record' in calls ? recordPool(pool, store) : replayPool(pool, store) };
  });
}

/** A model that is in no pool, recorded or replayed as those of the pools are. */
export function resolveModel(config: Config, { model }: PoolMember): PoolMember['model'] {
  const { calls } = config;
  if (calls === undefined) return model;
  const store = callStore(config, calls);
  return 'record' in calls ? recordCalls(model, store) : replayCalls(model, store);
}

/** One store for all that a configuration is used for: it counts calls that are alike. */
const callStores = new WeakMap<Config, CallStore>();

function callStore(config: Config, calls: NonNullable<Config['calls']>): CallStore {
  let store = callStores.get(config);
  if (store === undefined) {
    const folder = 'record' in calls ? calls.record : calls.replay;
    if ('replay' in calls && !existsSync(folder)) {
      throw new ConfigurationError({
        message: `There are no recorded calls in ${folder}.`,
        nextStep: 'Record them first: run the same command with --record instead of --replay.',
      });
    }
    store = new CallStore(folder);
    callStores.set(config, store);
  }
  return store;
}

/** A pool that a configuration makes; one that it lists by name has the setting's id. */
export function poolOf(id: string, pool: ModelPool | Record<string, PoolMember>): ModelPool {
  if ('models' in pool && Array.isArray(pool.models)) return pool as ModelPool;
  const members = Object.entries(pool as Record<string, PoolMember>);
  return createPool(
    id,
    members.map(([name, member]) => ({ ...member, id: name })),
  );
}

/** Is it what a run's own `config.json` says of a benchmark that was made in code? Nothing can be asked of it. */
export function isDescription(benchmark: string | Benchmark): boolean {
  return typeof benchmark !== 'string' && !('queries' in benchmark);
}

/** The benchmarks of a configuration, their test splits sealed. */
export function resolveBenchmarks(config: Config): Benchmark[] {
  return config.benchmarks.map((benchmark) => {
    if (typeof benchmark === 'string') return findBenchmark(benchmark);
    if (!isDescription(benchmark)) return sealedBenchmark(benchmark);
    throw new ConfigurationError({
      message: `Benchmark "${benchmark.id}" was made in code; the run holds only its description.`,
      nextStep: 'Name the configuration that makes it with --config.',
    });
  });
}

/** Benchmarks that routers train on. */
export function trainingBenchmarks(config: Config): Benchmark[] {
  return resolveBenchmarks(config).filter((benchmark) => benchmark.trainsRouters);
}

/** Queries of several benchmarks, interleaved so that any prefix of the list is a mixture. */
export function interleavedQueries(
  benchmarks: readonly Benchmark[],
  split: Split,
  count: number,
  seed: number,
): Query[] {
  const lists = benchmarks.map((benchmark) => benchmark.queries(split, count, seed));
  return Array.from({ length: count }, (_, i) => lists.flatMap((list) => list[i] ?? [])).flat();
}

/** Finds the benchmark of a query: among those that the configuration made, else by name. */
export function graderOf({ benchmarks: configured }: Config): (query: Query) => Benchmark {
  const made = new Map(
    configured.flatMap((benchmark) => (typeof benchmark === 'string' ? [] : [[benchmark.id, benchmark]])),
  );
  return ({ benchmark }) => made.get(benchmark) ?? findBenchmark(benchmark);
}

export function engineOptions({ generation, budget, cost, failures }: Config): EngineOptions {
  const { prefillWeight, scoredWeight } = cost;
  const { maxThinkingTokens, maxAnswerTokens, ...whole } = budget;
  return {
    generation,
    budget: {
      ...whole,
      ...(maxThinkingTokens === undefined ? {} : { maxThinkingTokens }),
      ...(maxAnswerTokens === undefined ? {} : { maxAnswerTokens }),
    },
    failures,
    prefillWeight,
    scoredWeight,
  };
}

/**
 * One store per run: steps are shared by collection, training and every router that is measured. Over replayed calls it ends
 * the run where one was not recorded.
 */
export function openStore({ config, run, workers }: RecipeContext): StepStore {
  const store = new DiskStepStore(run.file('steps'));
  if (workers !== undefined) return workers.over(store);
  return config.calls !== undefined && 'replay' in config.calls ? new ReplayedStepStore(store) : store;
}
