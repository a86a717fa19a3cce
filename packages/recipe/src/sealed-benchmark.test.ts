import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError, type RouterFamily } from '@roro/core';
import { MemoryStepStore } from '@roro/engine';
import { expect, test } from 'vitest';
import { benchmarks, findBenchmark } from './benchmarks.js';
import { fittedRouter } from './fit-router.js';
import { measuredQueries, sealedBenchmark } from './sealed-benchmark.js';
import { interleavedQueries, resolveBenchmarks, trainingBenchmarks } from './settings.js';
import { lineWorld } from './test/line-world.js';
import { testContext } from './test/test-context.js';

test('every way to a benchmark gives training and validation queries, and an error for test queries', () => {
  const { config } = testContext();
  rmSync(config.runs, { recursive: true });
  const found = [
    ...benchmarks,
    ...resolveBenchmarks(config),
    ...trainingBenchmarks(config),
    findBenchmark('long'),
  ];
  for (const benchmark of found) {
    expect(benchmark.queries('train', 2, 1)).toHaveLength(2);
    expect(benchmark.queries('validation', 2, 1)).toHaveLength(2);
    expect(() => benchmark.queries('test', 2, 1)).toThrow(ConfigurationError);
    expect(() => benchmark.queries('test', 2, 1)).toThrow(/test split of "\w+" is sealed.*"validation"/);
    expect(() => interleavedQueries([benchmark], 'test', 2, 1)).toThrow(ConfigurationError);
  }
});

test('what measures gets the test queries, which are none of the others', () => {
  const benchmark = findBenchmark('sums');
  const asked = measuredQueries(benchmark, 'test', 20, 1);
  expect(asked).toHaveLength(20);
  const tuned = new Set(
    (['train', 'validation'] as const).flatMap((split) =>
      benchmark.queries(split, 200, 1).map(({ prompt }) => prompt),
    ),
  );
  expect(asked.filter(({ prompt }) => tuned.has(prompt))).toEqual([]);
  expect(measuredQueries(benchmark, 'validation', 5, 1)).toEqual(benchmark.queries('validation', 5, 1));
});

test('sealing twice is sealing once', () => {
  const benchmark = findBenchmark('sums');
  expect(sealedBenchmark(benchmark)).toBe(benchmark);
  expect(measuredQueries(sealedBenchmark(benchmark), 'test', 2, 1)).toHaveLength(2);
});

test('a router that looks at test queries while it is fitted fails', async () => {
  const context = testContext({
    benchmarks: ['sums'],
    collect: { queriesPerBenchmark: 1, endSamples: 1, criticalSamples: 1, diverseQueriesPerBenchmark: 1 },
  });
  const family: RouterFamily = {
    id: 'peeking',
    title: 'Peeking',
    mode: 'assign',
    source: 'test',
    training: 'fitted',
    fit: () => ({ knobs: [findBenchmark('sums').queries('test', 1, 1).length] }),
    create: () => ({
      id: 'peeking',
      version: '1',
      mode: 'assign',
      decide: () => ({ action: { type: 'assign', model: 'small' } }),
    }),
  };
  const { setting } = lineWorld(1, { small: () => [] });
  try {
    await expect(fittedRouter(context, setting, new MemoryStepStore(), family)).rejects.toThrow(
      /test split of "sums" is sealed/,
    );
  } finally {
    rmSync(context.config.runs, { recursive: true });
  }
});

test('only measuring, and the estimate of what it takes, opens the test split', () => {
  const callers = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .filter((path) => readFileSync(join(import.meta.dirname, path), 'utf8').includes('measuredQueries'));
  expect(callers.sort()).toEqual([
    'bench.ts',
    'calibrate.ts',
    join('estimate', 'estimate-bench.ts'),
    join('model-card', 'measure-model-card.ts'),
    // The description of a configuration has a hash of the queries that its benchmarks give.
    'open-run.ts',
    'sealed-benchmark.ts',
  ]);
});
