import {
  type CriticalSteps,
  criticalStepsSchema,
  type Query,
  routableModels,
  type Stratum,
  type Trajectory,
  trajectoryEvidence,
  viewTrajectory,
} from '@roro/core';
import { runRollouts, type StepStore } from '@roro/engine';
import { plannedRouter } from '@roro/routers';
import type { RecipeContext } from './open-run.js';
import { engineOptions, graderOf, type Setting } from './settings.js';

/** Which model alone answers a query, by more than half of the rollouts that it wrote from end to end. */
export function stratumOf(trajectories: readonly Trajectory[], { pool }: Setting): Stratum {
  const right = (model: string | undefined): boolean => {
    const own = trajectories.filter(
      ({ steps }) => steps.length > 0 && steps.every((step) => step.model === model),
    );
    return 2 * own.filter(({ correct }) => correct).length > own.length;
  };
  if (right(pool.models[0]?.id)) return 'small-right';
  return right(pool.models.at(-1)?.id) ? 'only-large-right' : 'neither-right';
}

interface Search {
  query: Query;
  /** The dearest model's right answer. */
  reference: Trajectory;
  critical: number[];
}

/**
 * Where each query needs the dearest model, by counterfactual suffix replacement (EcoTab 2605.29319): its first k steps
 * are kept and the cheapest model finishes, for k from the last step down to none. The largest k for which most
 * finishes are wrong marks a critical step; the dearest model then writes that step in all further finishes, so that
 * the search goes on to the critical step before it. One label a query; queries in another stratum than
 * `only-large-right` need no search.
 *
 * @param ends trajectories of each model alone with the run's seed, at least one of each a query
 */
export async function findCriticalSteps(
  { config, signal }: RecipeContext,
  setting: Setting,
  store: StepStore,
  ends: ReadonlyMap<string, readonly Trajectory[]>,
): Promise<{ labels: CriticalSteps[]; rollouts: number }> {
  const large = setting.pool.models.at(-1)?.id;
  const strata = new Map([...ends].map(([id, own]) => [id, stratumOf(own, setting)]));
  const searches = [...ends.values()].flatMap((own): Search[] => {
    const reference = own.find(
      ({ correct, steps }) => correct === true && steps.every((step) => step.model === large),
    );
    if (reference === undefined || strata.get(reference.query.id) !== 'only-large-right') return [];
    return [{ query: reference.query, reference, critical: [] }];
  });
  let rollouts = 0;
  const longest = Math.max(0, ...searches.map(({ reference }) => reference.steps.length));
  for (let back = 1; back <= longest; back++) {
    const open = searches.filter(({ reference }) => reference.steps.length >= back);
    const groupSize = config.collect.criticalSamples;
    const { trajectories } = await runRollouts({
      ...engineOptions(config),
      pool: setting.pool,
      queries: open.map(({ query }) => query),
      benchmark: graderOf(config),
      router: ({ queryIndex }) => {
        const { reference, critical } = open[queryIndex] as Search;
        const kept = reference.steps.length - back;
        return plannedRouter({
          id: 'suffix-replacement',
          plan: reference.steps.map((_, index) => (index < kept || critical.includes(index) ? -1 : 0)),
        });
      },
      // Finishes differ by their own numbers; what is kept is the reference's and not another draw of the same model.
      drawsAs: ({ queryIndex }) => {
        const { reference } = open[queryIndex] as Search;
        return { sample: reference.sample, steps: reference.steps.length - back };
      },
      groupSize,
      seed: config.seed,
      store,
      concurrency: config.concurrency,
      ...(signal === undefined ? {} : { signal }),
    });
    rollouts += trajectories.length;
    open.forEach(({ reference, critical }, i) => {
      const finishes = trajectories.slice(i * groupSize, (i + 1) * groupSize);
      const wrong = finishes.filter(({ correct }) => correct !== true).length;
      if (2 * wrong > groupSize) critical.unshift(reference.steps.length - back);
    });
  }
  const found = new Map(searches.map((search) => [search.query.id, search]));
  const models = routableModels(setting.pool);
  const labels = [...strata].map(([queryId, stratum]) => {
    const search = found.get(queryId);
    const steps = search?.critical ?? [];
    const evidence =
      search === undefined ? [] : trajectoryEvidence(viewTrajectory(search.reference, models)).steps;
    const segments = [...new Set(steps.flatMap((index) => evidence[index]?.segment ?? []))];
    return criticalStepsSchema.parse({ version: 1, queryId, stratum, steps, segments });
  });
  return { labels, rollouts };
}
