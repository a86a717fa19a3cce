import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '@roro/core';
import { afterEach, beforeEach, expect, it } from 'vitest';

const configuration = {
  settings: [{ id: 'same-family', pool: 'abacus-same' }],
  benchmarks: ['sums'],
  routers: ['srm-only', 'lrm-only', 'random', 'entropy-threshold', 'oracle'],
  collect: { queriesPerBenchmark: 16, endSamples: 1, criticalSamples: 1, diverseQueriesPerBenchmark: 4 },
  train: { seeds: [1] },
  bench: { validationQueries: 5, testQueries: 5, replicates: 20 },
};

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-killed-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  code: number | null;
  signal: string | null;
  seconds: number;
  errors: string;
}

/** `roro bench` in a process of its own, killed after some seconds where that is asked for. */
async function bench(name: string, killAfter?: number): Promise<Ended> {
  const cwd = join(folder, name);
  mkdirSync(cwd, { recursive: true });
  writeFileSync(join(cwd, 'roro.config.ts'), `export default ${JSON.stringify(configuration)};\n`);
  const begin = performance.now();
  const child = spawn(
    process.execPath,
    [
      '--conditions=@roro/source',
      '--import',
      join(import.meta.dirname, 'test', 'source-hooks.ts'),
      join(import.meta.dirname, 'bin.ts'),
      ...['bench', '--run', 'killed'],
    ],
    { cwd, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += String(chunk);
  });
  const ended = new Promise<Pick<Ended, 'code' | 'signal'>>((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal })),
  );
  if (killAfter !== undefined) {
    await Promise.race([ended, delay(killAfter * 1000)]);
    child.kill('SIGKILL');
  }
  return { ...(await ended), seconds: (performance.now() - begin) / 1000, errors };
}

const resultsOf = (name: string): string =>
  readFileSync(join(folder, name, 'runs/killed/results.json'), 'utf8');

it('killed at three random moments and started again, a run gives the same results, byte for byte', async () => {
  const reference = await bench('undisturbed');
  expect(reference, reference.errors).toMatchObject({ code: 0 });
  const random = new Random('moments of death');
  let killed = 0;
  for (let i = 0; i < 3; i++) {
    // What is finished is kept, so that every start has less to do: later moments come sooner.
    const moment = reference.seconds * (0.9 - 0.15 * i) * (0.4 + 0.6 * random.uniform());
    const { signal } = await bench('disturbed', moment);
    if (signal === 'SIGKILL') killed += 1;
  }
  expect(killed).toBeGreaterThan(0);
  const resumed = await bench('disturbed');
  expect(resumed, resumed.errors).toMatchObject({ code: 0 });
  expect(resultsOf('disturbed')).toBe(resultsOf('undisturbed'));
  expect(existsSync(join(folder, 'disturbed/runs/killed/report.html'))).toBe(true);
}, 60_000);
