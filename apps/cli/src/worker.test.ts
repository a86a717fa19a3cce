import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type RunDirectory, readJsonl, trajectorySchema } from '@roro/core';
import { connectRedis } from '@roro/queue';
import { hasRedis, noRedis, type RedisServer, startRedis } from '@roro/queue/test';
import { collect, openRun, parseConfig } from '@roro/recipe';
import { connectWorkers } from '@roro/recipe/queue';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { simulatedConfig } from './test/simulated-config.js';
import { type SourceProcess, startRoro, startSource } from './test/start-source.js';

const queries = 30;
let folder = '';
let server: RedisServer | undefined;
const workers: SourceProcess[] = [];
beforeEach(async (context) => {
  if (!hasRedis()) context.skip(noRedis);
  folder = mkdtempSync(join(tmpdir(), 'roro-worker-'));
  server = await startRedis();
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.kill()));
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

function startWorker(url: string, name: string): SourceProcess {
  const script = join(import.meta.dirname, 'test', 'worker-process.ts');
  const worker = startSource(script, [url, name, join(folder, 'calls')], { cwd: folder });
  workers.push(worker);
  return worker;
}

async function run(name: string) {
  const config = parseConfig({
    ...simulatedConfig({ seconds: 0.03, queries }),
    runs: join(folder, name),
  });
  return { config, run: await openRun(config, 'run') };
}

function filesOf(directory: RunDirectory): Record<string, string> {
  const paths = [
    'trajectories/simulated.jsonl',
    'trajectories/simulated-diverse.jsonl',
    'critical/simulated.jsonl',
  ];
  return Object.fromEntries(
    paths.map((path) => [path, readFileSync(directory.file(...path.split('/')), 'utf8')]),
  );
}

it('a worker and Redis killed in the middle lose and double nothing: the files are those of a run in process, byte for byte', async () => {
  const { url } = server as RedisServer;
  const own = await run('own');
  const [first, second] = [1, 2, 3].map((n) => startWorker(url, `worker-${n}`)) as [
    SourceProcess,
    SourceProcess,
  ];
  const worked = await run('worked');
  const notes: string[] = [];
  await Promise.all([collect(own), ...workers.map((worker) => worker.says('ready'))]);

  const connection = await connectWorkers({ ...worked, url, onNote: (text) => notes.push(text) });
  const watch = await connectRedis(url, { name: 'watch' });
  const madeSteps = async (least: number): Promise<void> => {
    while ((await watch.hlen('roro:run:run:steps')) < least) await delay(10);
  };
  const collecting = collect({ ...worked, workers: connection });
  await madeSteps(150);
  await first.kill();
  await madeSteps(350);
  await server?.kill();
  await delay(300);
  await server?.start();
  await madeSteps(500);
  // Stopped for longer than its locks last, then awake again: its jobs have been done by others.
  second.child.kill('SIGSTOP');
  await delay(4000);
  second.child.kill('SIGCONT');
  await collecting;
  await connection.finish();
  watch.disconnect();

  expect(filesOf(worked.run)).toEqual(filesOf(own.run));
  const { records } = readJsonl(worked.run.file('trajectories', 'simulated.jsonl'), trajectorySchema);
  expect(records).toHaveLength(10 * queries);
  expect(new Set(records.map(({ id }) => id)).size).toBe(10 * queries);
  // A step that was on its way when its worker died is made again; nothing else is.
  const steps = readdirSync(own.run.file('steps')).reduce(
    (sum, name) => sum + readFileSync(join(own.run.file('steps'), name), 'utf8').split('\n').length - 1,
    0,
  );
  const calls = statSync(join(folder, 'calls')).size;
  expect(calls).toBeGreaterThanOrEqual(steps);
  expect(calls).toBeLessThan(steps + 250);
  expect(notes.join('\n')).toMatch(/Workers: worker-1, worker-2, worker-3/);
  expect(notes.join('\n')).toMatch(/Lost Redis/);
}, 60_000);

it('roro worker does the work of roro collect --queue, and on SIGTERM says what it did', async () => {
  const { url } = server as RedisServer;
  const config = { settings: [{ id: 'same-family', pool: 'abacus-same' }], benchmarks: ['sums'] };
  const collection = {
    queriesPerBenchmark: 4,
    endSamples: 1,
    criticalSamples: 1,
    diverseQueriesPerBenchmark: 2,
  };
  writeFileSync(
    join(folder, 'roro.config.ts'),
    `export default ${JSON.stringify({ ...config, collect: collection })};\n`,
  );
  const worker = startRoro(['worker', '--name', 'one'], { cwd: folder, environment: { RORO_QUEUE: url } });
  workers.push(worker);
  const command = startRoro(['collect', '--run', 'queued', '--queue', url], { cwd: folder });
  workers.push(command);
  expect(await command.ended, command.said()).toBe(0);
  expect(command.said()).toMatch(/Work (goes to|waits at) Redis at 127\.0\.0\.1/);
  worker.child.kill('SIGTERM');
  expect(await worker.ended, worker.said()).toBe(0);
  expect(worker.said()).toMatch(/Worker one takes up to 16 jobs at a time/);
  expect(worker.said()).toMatch(/Stopping: jobs under way may end/);
  const records = readFileSync(join(folder, 'runs/queued/trajectories/same-family.jsonl'), 'utf8');
  expect(records.split('\n').slice(0, -1)).toHaveLength(8);
}, 60_000);
