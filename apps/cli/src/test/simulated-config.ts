import type { ConfigInput } from '@roro/recipe';
import { simulatedBenchmark, simulatedModel } from './simulated-world.js';

export interface SimulatedConfigOptions {
  /** Mean time of a call, in seconds. */
  seconds: number;
  queries: number;
  /** See `simulatedModel`. */
  callFile?: string | undefined;
}

/** Ten rollouts of the models alone per query, and a few of everything else that a collection has. */
export function simulatedConfig({ seconds, queries, callFile }: SimulatedConfigOptions): ConfigInput {
  return {
    settings: [
      {
        id: 'simulated',
        pool: {
          small: { model: simulatedModel('small', 0.6, seconds, callFile), parameters: 1e8 },
          large: { model: simulatedModel('large', 0.9, seconds, callFile), parameters: 1e9 },
        },
      },
    ],
    benchmarks: [simulatedBenchmark],
    generation: { samplesPerNode: 16 },
    budget: { maxSteps: 12 },
    collect: {
      queriesPerBenchmark: queries,
      endSamples: 5,
      criticalSamples: 1,
      diverseQueriesPerBenchmark: 10,
    },
  };
}
