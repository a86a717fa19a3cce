import {
  type Benchmark,
  canonicalJson,
  contentHash,
  type ProgressListener,
  type RouterFamily,
  RunDirectory,
} from '@roro/core';
import { chooseBackend } from '@roro/tensor';
import type { Config } from './config.js';
import { gitRevision, packageVersions } from './environment.js';
import type { Workers } from './queue/workers.js';
import { configuredBank } from './reward/configured-bank.js';
import { describeReward } from './reward/describe-reward.js';
import { measuredQueries } from './sealed-benchmark.js';
import { checkNames, poolOf } from './settings.js';

/** What every stage of the recipe works with. */
export interface RecipeContext {
  config: Config;
  run: RunDirectory;
  /** Router families of third-party packages that `config.routers` may name. */
  families?: readonly RouterFamily[];
  /** Other processes that make the steps; default none: this one asks the models itself. */
  workers?: Workers;
  onProgress?: ProgressListener;
  /** A line for the reader: which stage begins, what was found. */
  onNote?: (text: string) => void;
  signal?: AbortSignal;
}

function describePool(id: string, given: Config['settings'][number]['pool']): unknown {
  if (typeof given === 'string') return given;
  const pool = poolOf(id, given);
  return {
    id: pool.id,
    scorers: pool.scorers?.map(({ id, fingerprint }) => [id, fingerprint]),
    models: pool.models.map(({ id, parameters, price, model }) => ({
      id,
      modelId: model.modelId,
      provider: model.provider,
      parameters,
      price,
    })),
  };
}

/** A benchmark made in code by the content of the queries that the run uses of it. */
function describeBenchmark(
  benchmark: string | Benchmark,
  { collect, bench, seed }: Pick<Config, 'collect' | 'bench' | 'seed'>,
): unknown {
  if (typeof benchmark === 'string') return benchmark;
  return {
    id: benchmark.id,
    contentHash: contentHash([
      benchmark.format.delimiter,
      benchmark.queries('train', collect.queriesPerBenchmark, seed),
      benchmark.queries('validation', bench.validationQueries, seed),
      measuredQueries(benchmark, 'test', bench.testQueries, seed),
    ]),
  };
}

/**
 * The configuration as data: pools, benchmarks, criteria and models made in code are described, not serialised. What
 * changes no result is left out: `runs`, `concurrency`, `failures`, `calls` and `serve`.
 */
export function describeConfig(given: Config): unknown {
  const { runs: _runs, concurrency: _concurrency, failures: _failures, calls: _calls, ...rest } = given;
  const { serve: _serve, ...config } = rest;
  return JSON.parse(
    canonicalJson({
      ...config,
      reward: describeReward(config.reward),
      benchmarks: config.benchmarks.map((benchmark) => describeBenchmark(benchmark, config)),
      settings: config.settings.map(({ id, pool }) => ({ id, pool: describePool(id, pool) })),
    }),
  );
}

/**
 * Makes the run directory of a configuration, or opens it to resume. Without an id the configuration names it,
 * so that the same command resumes its own run and another configuration gets another folder.
 */
export async function openRun(
  config: Config,
  id?: string,
  families: readonly RouterFamily[] = [],
): Promise<RunDirectory> {
  checkNames(config, families);
  // Throws before any work begins where its criteria are none of a bank.
  configuredBank(config);
  const { name: backend } = await chooseBackend();
  const description = describeConfig(config);
  const revision = gitRevision();
  return RunDirectory.create({
    root: config.runs,
    id: id ?? `roro-seed${config.seed}-${contentHash(description).slice(0, 8)}`,
    config: description,
    manifest: {
      packages: packageVersions(),
      seed: config.seed,
      backend,
      ...(revision === undefined ? {} : { gitRevision: revision }),
    },
  });
}
