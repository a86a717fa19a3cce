import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { main } from '@roro/cli';

const config = join(import.meta.dirname, 'roro.config.ts');
const recording = join(import.meta.dirname, 'recording');
const folder = mkdtempSync(join(tmpdir(), 'roro-replayed-'));
const started = process.cwd();
before(() => {
  // Nobody answers there: whatever is not in the recording fails.
  process.env['SERVER_URL'] = 'http://127.0.0.1:1/v1';
  process.chdir(folder);
});
after(() => {
  process.chdir(started);
  rmSync(folder, { recursive: true, force: true });
});

test('the session is replayed without its server', async () => {
  const status = await main([
    'bench',
    '--config',
    config,
    '--replay',
    recording,
    '--run',
    'replayed',
    '--quiet',
  ]);
  assert.equal(status, 0);
  const results = JSON.parse(readFileSync(join(folder, 'runs', 'replayed', 'results.json'), 'utf8'));
  const { benchmark, queries, routers } = results.settings[0].benchmarks[0];
  assert.deepEqual([benchmark, queries], ['sums', 6]);
  const accuracies = routers.map((row: { router: string; points: { accuracy: number }[] }) => [
    row.router,
    Math.max(...row.points.map(({ accuracy }) => accuracy)),
  ]);
  assert.deepEqual(accuracies, [
    ['srm-only', 0.5],
    ['lrm-only', 1],
    ['entropy-threshold-review', 1],
  ]);
});

test('what was not recorded is an error, not a guess', async () => {
  const asked = [
    'bench',
    '--config',
    config,
    '--replay',
    recording,
    '--run',
    'other',
    '--seed',
    '2',
    '--quiet',
  ];
  assert.notEqual(await main(asked), 0);
});
