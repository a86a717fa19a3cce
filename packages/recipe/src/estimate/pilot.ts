import { MeteredStepStore, runRollouts, type StepStore } from '@roro/engine';
import { fixedRouter, randomRouter } from '@roro/routers';
import type { RecipeContext } from '../open-run.js';
import { engineOptions, graderOf, resolveBenchmarks, type Setting } from '../settings.js';
import { type Sharing, sharingOf } from './sharing.js';

/** Rates of random routing: enough rollouts to see how much they share, few enough to be cheap. */
const rates = [0.15, 0.3, 0.5, 0.7, 0.85];

/**
 * A few validation queries of each benchmark, answered by each model alone, which says what an answer takes, and by random
 * routing at several rates, which says how much rollouts share. They are those that the benchmark asks for, so nothing of the
 * models' own answers is lost.
 *
 * @param pilot queries of each benchmark, ≥ 1
 * @returns undefined where the rollouts share nothing that could be measured
 */
export async function runPilot(
  { config, signal, onProgress }: RecipeContext,
  { id, pool }: Setting,
  store: StepStore,
  pilot: number,
): Promise<Sharing | undefined> {
  const count = Math.min(pilot, config.bench.validationQueries);
  const queries = resolveBenchmarks(config).flatMap((benchmark) =>
    benchmark.queries('validation', count, config.seed),
  );
  const meter = new MeteredStepStore(store);
  const routers = [
    ...pool.models.map((_, index) => fixedRouter(index)),
    ...rates.map((rate) => randomRouter(rate)),
  ];
  for (const [index, router] of routers.entries()) {
    await runRollouts({
      ...engineOptions(config),
      pool,
      queries,
      benchmark: graderOf(config),
      router,
      seed: config.train.seeds[0] as number,
      store: meter,
      concurrency: config.concurrency,
      ...(signal === undefined ? {} : { signal }),
    });
    onProgress?.({ type: 'progress', task: `pilot ${id}`, done: index + 1, total: routers.length });
  }
  const { requested, generated } = meter.counts();
  return sharingOf(routers.length, requested, generated, 'pilot');
}
