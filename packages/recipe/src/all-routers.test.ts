import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJsonFile } from '@roro/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { benchRouters } from './bench.js';
import { expandRouters } from './catalogue.js';
import { parseConfig } from './config.js';
import { openRun } from './open-run.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-all-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('measures every router in a pool of three models, and the same again from its fits', async () => {
  const config = parseConfig({
    runs: folder,
    settings: [{ id: 'three', pool: 'abacus-three' }],
    benchmarks: ['mixed'],
    routers: expandRouters(['all']),
    // Enough questions that each model alone is right on some and wrong on others: fits need both.
    collect: { queriesPerBenchmark: 40, diverseQueriesPerBenchmark: 6, criticalSamples: 1 },
    reward: { rounds: 1, judgeUpdates: 1, rubricorUpdates: 1 },
    train: { updates: 1, groupsPerUpdate: 3, groupSize: 3, seeds: [1] },
    bench: { validationQueries: 4, testQueries: 5, replicates: 20 },
    cost: { prefillWeight: 0.2, minimumDwell: 2 },
  });
  const notes: string[] = [];
  const run = await openRun(config, 'all');
  const context = { config, run, onNote: (text: string) => notes.push(text) };
  const { results, resultsPath } = await benchRouters(context);
  const [setting] = results.settings;
  expect(setting?.pool).toEqual(['srm', 'mrm', 'lrm']);
  const routers = setting?.benchmarks[0]?.routers ?? [];
  const named = routers.map(({ router }) => router);
  expect([...named].sort()).toEqual([...expandRouters(['all']), 'mrm-only'].sort());
  for (const { points, router } of routers) {
    for (const { accuracy, costShare } of points) {
      expect(Number.isFinite(accuracy) && costShare > 0, router).toBe(true);
    }
  }
  // The bound is one: nothing of the same first draws beats it, whatever it costs.
  const best = (name: string): number =>
    Math.max(
      ...(routers.find(({ router }) => router === name)?.points ?? []).map(({ accuracy }) => accuracy),
    );
  for (const name of named.filter((each) => !['spec-cot', 'oracle'].includes(each))) {
    expect(best('oracle'), name).toBeGreaterThanOrEqual(best(name));
  }
  // Nobody had to be replaced by a fallback.
  expect(notes.filter((note) => note.startsWith('Warning'))).toEqual([]);
  expect(readJsonFile(run.file('routers', 'ecotab-three.json'))).toMatchObject({ router: 'ecotab' });

  const first = readFileSync(resultsPath, 'utf8');
  await benchRouters(context);
  expect(readFileSync(resultsPath, 'utf8')).toBe(first);
}, 120_000);
