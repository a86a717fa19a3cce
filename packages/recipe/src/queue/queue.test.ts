import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunDirectory } from '@roro/core';
import { hasRedis, noRedis, type RedisServer, startRedis } from '@roro/queue/test';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { benchRouters } from '../bench.js';
import { collect } from '../collect.js';
import { parseConfig } from '../config.js';
import { openRun } from '../open-run.js';
import { connectWorkers } from './connect-workers.js';
import { runWorker, type WorkerFigures } from './run-worker.js';

let server: RedisServer | undefined;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roro-queue-'));
  if (hasRedis()) server = await startRedis();
});
beforeEach((context) => {
  if (server === undefined) context.skip(noRedis);
});
afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

const config = (name: string) =>
  parseConfig({
    runs: join(folder, name),
    settings: [{ id: 'same-family', pool: 'abacus-same' }],
    benchmarks: ['sums'],
    routers: ['srm-only', 'lrm-only', 'random', 'entropy-threshold-review', 'rsd', 'steer', 'grpo', 'oracle'],
    // Hot, so that draws differ in what they say: a worker that draws a step as another rollout would is noticed.
    generation: { samplesPerNode: 3, temperature: 1.5 },
    collect: { queriesPerBenchmark: 14, endSamples: 2, criticalSamples: 1, diverseQueriesPerBenchmark: 10 },
    train: { seeds: [1], updates: 2, groupsPerUpdate: 3, groupSize: 4 },
    bench: { validationQueries: 3, testQueries: 3, replicates: 20 },
    concurrency: 32,
  });

const files = [
  ['trajectories', 'same-family.jsonl'],
  ['trajectories', 'same-family-diverse.jsonl'],
  ['trajectories', 'test.jsonl'],
  ['critical', 'same-family.jsonl'],
  ['collect.json'],
  ['outcomes.jsonl'],
  ['results.json'],
  ['policies', 'grpo-same-family-seed1', 'budget.json'],
];

/** A file of a run without what no two runs share: the durations of calls. */
function contentOf(directory: RunDirectory, path: readonly string[]): string {
  return readFileSync(directory.file(...path), 'utf8')
    .replace(/("seconds": ?)[\d.e-]+/g, '$1')
    .replaceAll(folder, '')
    .replace(/\/(own|worked)\//g, '/');
}

it('a run whose steps are made by workers leaves the same files as one in process', async () => {
  const own = config('own');
  const ownRun = await openRun(own, 'run');
  await collect({ config: own, run: ownRun });
  await benchRouters({ config: own, run: ownRun });

  const worked = config('worked');
  const run = await openRun(worked, 'run');
  const notes: string[] = [];
  const stop = new AbortController();
  const url = server?.url ?? '';
  const workers: Promise<WorkerFigures>[] = ['a', 'b'].map((name) =>
    runWorker({ config: worked, url, name, concurrency: 4, signal: stop.signal, patience: 1 }),
  );
  const connection = await connectWorkers({ config: worked, run, url, onNote: (text) => notes.push(text) });
  const context = { config: worked, run, workers: connection };
  await collect(context);
  await benchRouters(context);
  await connection.finish();
  stop.abort();
  const figures = await Promise.all(workers);

  for (const path of files) expect(contentOf(run, path), path.join('/')).toBe(contentOf(ownRun, path));
  expect(notes).toEqual([expect.stringMatching(/Workers: a, b$/)]);
  // Both had a part in it.
  for (const { jobs, unfinished, made } of figures) {
    expect(jobs).toBeGreaterThan(0);
    expect(made).toBeGreaterThan(0);
    expect(unfinished).toBe(0);
  }
}, 60_000);
