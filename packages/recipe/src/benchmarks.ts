import {
  BENCHMARKS,
  type BenchmarkName,
  checkSteps,
  finalAnswer,
  generateQueries,
  verifyAnswer,
} from '@roro/abacus/tasks';
import { type Benchmark, unknownNameError } from '@roro/core';
import { sealedBenchmark } from './sealed-benchmark.js';

const descriptions: Record<BenchmarkName, { title: string; description: string; trainsRouters: boolean }> = {
  sums: {
    title: 'Sums',
    description: 'additions and subtractions, with and without carries',
    trainsRouters: true,
  },
  mixed: { title: 'Mixed', description: 'precedence, long products, exact divisions', trainsRouters: true },
  modular: { title: 'Modular', description: 'carries and remainders', trainsRouters: true },
  long: {
    title: 'Long',
    description: 'chains longer than any that a model was trained on',
    trainsRouters: false,
  },
  word: { title: 'Word', description: 'short word problems with distractors', trainsRouters: false },
};

function abacusBenchmark(id: BenchmarkName): Benchmark {
  return {
    id,
    ...descriptions[id],
    format: { delimiter: '\n', finalAnswer },
    verifier: { verify: verifyAnswer },
    stepVerifier: {
      verifySteps: (query, steps) =>
        checkSteps(
          query,
          steps.map((step) => step.replace(/\n$/, '')),
        ),
    },
    queries: (split, count, seed = 0) => generateQueries(id, split, count, seed),
  };
}

/** The five embedded benchmarks, their test splits sealed. */
export const benchmarks: readonly Benchmark[] = BENCHMARKS.map((id) => sealedBenchmark(abacusBenchmark(id)));

/** Throws ConfigurationError with the nearest known name. */
export function findBenchmark(id: string): Benchmark {
  const found = benchmarks.find((benchmark) => benchmark.id === id);
  if (found === undefined)
    throw unknownNameError(
      'benchmark',
      id,
      benchmarks.map((benchmark) => benchmark.id),
    );
  return found;
}
