import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Benchmark, createPool, type ModelPool, type Split } from '@roro/core';
import { MockModel } from '@roro/core/test';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { benchRouters } from './bench.js';
import { parseConfig } from './config.js';
import { describeConfig, openRun } from './open-run.js';
import { renderStoredReport } from './report.js';
import { graderOf, resolveBenchmarks } from './settings.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-made-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Sums from `first` on: one step, the answer itself. */
function sumsFrom(first: number, id = 'mine'): Benchmark {
  const start: Record<Split, number> = { train: 0, validation: 100, test: 200 };
  return {
    id,
    title: id,
    description: 'made in code',
    format: { delimiter: '\n', finalAnswer: (text) => text.trim() },
    verifier: { verify: ({ answer }, given) => ({ correct: given === answer, reason: given }) },
    trainsRouters: true,
    queries: (split, count) =>
      Array.from({ length: count }, (_, i) => {
        const a = first + start[split] + i;
        return { id: `${id}/${a}`, prompt: `${a}+1?`, answer: String(a + 1), benchmark: id, meta: {} };
      }),
  };
}

/** The large model is always right, the small one on even numbers. Without log-probabilities. */
function sumPool(): ModelPool {
  const model = (id: string, answer: (a: number) => number): MockModel =>
    new MockModel(id, (prompt) => ({
      text: String(answer(Number.parseInt(prompt, 10))),
      finishReason: { unified: 'stop', raw: 'end' },
      metadata: {},
    }));
  const pool = createPool('sums', [
    { id: 'small', model: model('small', (a) => (a % 2 === 0 ? a + 1 : a)), parameters: 1 },
    { id: 'large', model: model('large', (a) => a + 1), parameters: 10 },
  ]);
  return { ...pool, note: 'a pool of sums' };
}

const configOf = (benchmarks: unknown[]) =>
  parseConfig({
    runs: folder,
    settings: [{ id: 'made', pool: sumPool() }],
    benchmarks,
    routers: ['srm-only', 'lrm-only', 'random', 'query-level', 'entropy-threshold', 'oracle'],
    collect: { queriesPerBenchmark: 20, endSamples: 1 },
    train: { seeds: [1] },
    bench: { validationQueries: 6, testQueries: 8, replicates: 20 },
  });

it('measures on a benchmark and a pool that were made in code; what cannot work there is left out and said', async () => {
  const config = configOf([sumsFrom(0)]);
  const notes: string[] = [];
  const run = await openRun(config, 'made');
  const { results, resultsPath } = await benchRouters({ config, run, onNote: (text) => notes.push(text) });
  const [setting] = results.settings;
  expect(setting?.note).toBe('a pool of sums');
  const routers = setting?.benchmarks[0]?.routers ?? [];
  expect(routers.map(({ router }) => router)).toEqual([
    'srm-only',
    'lrm-only',
    'random',
    'query-level',
    'oracle',
  ]);
  const accuracy = (name: string): number | undefined =>
    routers.find(({ router }) => router === name)?.points.at(-1)?.accuracy;
  expect([accuracy('srm-only'), accuracy('lrm-only')]).toEqual([0.5, 1]);
  const left = notes.filter((note) => note.startsWith('Left out'));
  expect(left).toEqual([
    expect.stringContaining(
      'Left out in made: entropy-threshold could not be fitted. Router "entropy-threshold" found no step',
    ),
  ]);
  expect(JSON.parse(readFileSync(resultsPath, 'utf8'))).toEqual(results);
  // The report needs no benchmark, and so can be made again from the run alone.
  expect(renderStoredReport(folder, 'made').run).toBe('made');
  const stored = parseConfig(run.config());
  expect(() => resolveBenchmarks(stored)).toThrow(
    '"mine" was made in code; the run holds only its description',
  );
});

it('seals the test split like any other', () => {
  const [benchmark] = resolveBenchmarks(configOf([sumsFrom(0)]));
  expect(() => benchmark?.queries('test', 1)).toThrow('sealed');
  expect(benchmark?.queries('validation', 1)).toHaveLength(1);
});

it('describes them by the content of the queries that the run uses', () => {
  const describe = (benchmark: Benchmark): unknown =>
    (describeConfig(configOf([benchmark, 'sums'])) as { benchmarks: unknown }).benchmarks;
  const [mine, name] = describe(sumsFrom(0)) as [object, string];
  expect(mine).toEqual({ id: 'mine', contentHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(name).toBe('sums');
  expect(describe(sumsFrom(0))).toEqual([mine, name]);
  expect(describe(sumsFrom(1))).not.toEqual([mine, name]);
});

it('finds the grader of a query by the benchmark that made it, else by name', () => {
  const own = sumsFrom(0);
  const find = graderOf(configOf([own, 'mixed']));
  expect(find(own.queries('test', 1)[0] as Parameters<typeof find>[0])).toBe(own);
  expect(find({ id: 'q', prompt: '', benchmark: 'mixed', meta: {} }).id).toBe('mixed');
});

it('one id for two benchmarks, or an object that is none: an error', async () => {
  await expect(openRun(configOf([sumsFrom(0, 'sums'), 'sums']))).rejects.toThrow('names "sums" twice');
  expect(() => configOf([{ id: 'x' }])).toThrow(/benchmarks\.0/);
  await expect(openRun(configOf(['sumz', sumsFrom(0)]))).rejects.toThrow('Did you mean "sums"?');
});
