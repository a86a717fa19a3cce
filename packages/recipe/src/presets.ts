import type { ConfigInput } from './config.js';

/** A configuration in short, to be named instead of written. */
export interface Preset {
  /** What is measured, as a reader is told before it begins. */
  description: string;
  /** Seconds that `roro run` took with it on 2 cores, nothing else running. */
  seconds: number;
  config: ConfigInput;
}

/** Presets of `roro run --preset <name>`. */
export const presets = {
  /**
   * A first table in less than a minute: the whole method, rubrics and Judge included, trained on little. One seed, so that
   * intervals speak of other questions only, not of other trainings; the test questions are those of the default.
   */
  quick: {
    description: 'one setting, three benchmarks of 60 questions, one seed, the method trained on little',
    seconds: 30,
    config: {
      settings: [{ id: 'same-family', pool: 'abacus-same' }],
      benchmarks: ['sums', 'mixed', 'modular'],
      routers: ['srm-only', 'lrm-only', 'random', 'entropy-threshold-review', 'grpo', 'roro'],
      collect: { queriesPerBenchmark: 40, diverseQueriesPerBenchmark: 30 },
      reward: { rounds: 1 },
      train: { updates: 20, seeds: [1] },
    },
  },
} as const satisfies Readonly<Record<string, Preset>>;
