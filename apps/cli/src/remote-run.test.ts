import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { samePool } from '@roro/abacus';
import { type ModelPool, RunDirectory } from '@roro/core';
import { openRun, parseConfig, runRecipe } from '@roro/recipe';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EmbeddedServer, serveEmbedded } from './test/serve-embedded.js';

let folder: string;
let server: EmbeddedServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roro-remote-'));
  server = await serveEmbedded();
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Everything from collection to the table. */
async function run(name: string, pool: ModelPool, calls?: { record: string } | { replay: string }) {
  const config = parseConfig({
    runs: join(folder, name),
    settings: [{ id: 'same-family', pool }],
    benchmarks: ['sums'],
    routers: ['srm-only', 'lrm-only', 'entropy-threshold-review', 'roro'],
    collect: { queriesPerBenchmark: 16, endSamples: 2, criticalSamples: 1, diverseQueriesPerBenchmark: 12 },
    reward: { rounds: 1, judgeUpdates: 2, rubricorUpdates: 1 },
    train: { seeds: [1], updates: 2, groupsPerUpdate: 3, groupSize: 4 },
    bench: { validationQueries: 4, testQueries: 4, replicates: 20 },
    concurrency: 32,
    ...(calls === undefined ? {} : { calls }),
  });
  const directory = await openRun(config, 'run');
  await runRecipe({ config, run: directory });
  return RunDirectory.open('run', config.runs);
}

const files = ['trajectories/same-family.jsonl', 'trajectories/test.jsonl', 'outcomes.jsonl', 'results.json'];

/** A file of a run without what a wire may change: the durations of calls, and the server's own word for why a step ended. */
function contentOf(directory: RunDirectory, path: string): string[] {
  const text = readFileSync(directory.file(...path.split('/')), 'utf8');
  return text.replace(/("seconds":)[\d.e-]+|,"raw":"[a-z_-]+"/g, '$1').split('\n');
}

/** The first line that differs, cut to where it does. */
function firstDifference(left: readonly string[], right: readonly string[]): string | undefined {
  const index = left.findIndex((line, i) => line !== right[i]);
  const [a, b] = [left[index] ?? '', right[index] ?? ''];
  if (index === -1 && left.length === right.length) return undefined;
  const at = [...a].findIndex((character, i) => character !== b[i]);
  return `line ${index + 1}: …${a.slice(Math.max(0, at - 60), at + 40)}… against …${b.slice(Math.max(0, at - 60), at + 40)}…`;
}

it('a whole run over HTTP gives what it gives in process, and its recording gives it again', async () => {
  const { models } = samePool();
  const own = await run('own', { id: 'same-family', models });
  const served = server.pool('same-family', ['srm', 'lrm']);
  const calls = join(folder, 'calls');
  const remote = await run('remote', served, { record: calls });
  for (const path of files) {
    expect(firstDifference(contentOf(remote, path), contentOf(own, path)), path).toBeUndefined();
  }
  const policy = ['policies', 'roro-same-family-seed1', 'policy.safetensors'] as const;
  expect(readFileSync(remote.file(...policy)).equals(readFileSync(own.file(...policy)))).toBe(true);

  await server.close();
  const replayed = await run('replayed', served, { replay: calls });
  for (const path of files) {
    const [again, first] = [replayed, remote].map((directory) =>
      readFileSync(directory.file(...path.split('/'))),
    );
    expect(again?.equals(first as Buffer), path).toBe(true);
  }
}, 120_000);
