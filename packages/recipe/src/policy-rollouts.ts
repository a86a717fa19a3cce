import type { Query, Random } from '@roro/core';
import { runRollouts, type StepStore } from '@roro/engine';
import type { PolicyModel } from '@roro/grpo';
import { encodePolicyFile, LearnedPolicy, learnedRouter, type PolicyMetadata } from '@roro/routers';
import type { Method } from './methods.js';
import type { RecipeContext } from './open-run.js';
import type { RolledQuery } from './policy-groups.js';
import { engineOptions, graderOf, type Setting } from './settings.js';

/** Rolls out the policy as it is now, with one λ per query drawn log-uniformly from the range of the training. */
export function rolloutsOf({
  context,
  setting,
  seed,
  store,
  method,
}: {
  context: RecipeContext;
  setting: Setting;
  seed: number;
  store: StepStore;
  method: Method;
}) {
  const { config, signal } = context;
  return async (
    policy: PolicyModel,
    metadata: PolicyMetadata,
    queries: readonly Query[],
    random: Random,
    firstSample: number,
    groupSize: number,
  ): Promise<RolledQuery[]> => {
    const learned = new LearnedPolicy(encodePolicyFile(policy.snapshot(), metadata));
    const [low, high] = metadata.lambdaRange;
    const lambdas = queries.map(({ id }) => low * (high / low) ** random.fork('lambda', id).uniform());
    const routers = lambdas.map((lambda) => learnedRouter(learned, lambda, { id: method.id, observe: true }));
    const { trajectories } = await runRollouts({
      ...engineOptions(config),
      pool: setting.pool,
      queries,
      benchmark: graderOf(config),
      router: ({ queryIndex }) => routers[queryIndex] as (typeof routers)[number],
      groupSize,
      firstSample,
      seed,
      store,
      concurrency: config.concurrency,
      ...(signal === undefined ? {} : { signal }),
    });
    return queries.map((query, i) => ({
      query,
      lambda: lambdas[i] as number,
      trajectories: trajectories.slice(i * groupSize, (i + 1) * groupSize),
    }));
  };
}
