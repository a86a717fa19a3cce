import { type Benchmark, ConfigurationError, type Query, type Split } from '@roro/core';

/** Sealed benchmarks and what they seal. */
const sealed = new WeakMap<Benchmark, Benchmark>();

/**
 * A benchmark that does not give its test split away: whatever collects, trains, fits or chooses knobs is handed such
 * ones, and only what measures opens them, with `measuredQueries`. Selection on test queries thereby is an error and not
 * a matter of care.
 */
export function sealedBenchmark(benchmark: Benchmark): Benchmark {
  if (sealed.has(benchmark)) return benchmark;
  const copy: Benchmark = {
    ...benchmark,
    queries(split, count, seed) {
      if (split !== 'test') return benchmark.queries(split, count, seed);
      throw new ConfigurationError({
        message: `The test split of "${benchmark.id}" is sealed: only measuring reads it, got a request for ${count} of its queries.`,
        nextStep: 'Tune on queries of the splits "train" and "validation".',
      });
    },
  };
  sealed.set(copy, benchmark);
  return copy;
}

/**
 * Queries to measure routers on, those of the test split too. For the measuring stages alone; a test names the modules that
 * may call it.
 */
export function measuredQueries(
  benchmark: Benchmark,
  split: Exclude<Split, 'train'>,
  count: number,
  seed: number,
): readonly Query[] {
  return (sealed.get(benchmark) ?? benchmark).queries(split, count, seed);
}
