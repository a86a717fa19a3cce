import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { main } from '@roro/cli';

const config = join(import.meta.dirname, 'roro.config.ts');
const folder = mkdtempSync(join(tmpdir(), 'roro-csv-'));
const started = process.cwd();
before(() => process.chdir(folder));
after(() => {
  process.chdir(started);
  rmSync(folder, { recursive: true, force: true });
});

test('routers are measured on the questions of the file', async () => {
  assert.equal(await main(['bench', '--config', config, '--run', 'csv', '--quiet']), 0);
  const results = JSON.parse(readFileSync(join(folder, 'runs', 'csv', 'results.json'), 'utf8'));
  const { benchmark, queries, routers } = results.settings[0].benchmarks[0];
  assert.deepEqual([benchmark, queries], ['questions', 24]);
  const best = Object.fromEntries(
    routers.map((row: { router: string; points: { accuracy: number }[] }) => [
      row.router,
      Math.max(...row.points.map(({ accuracy }) => accuracy)),
    ]),
  );
  assert.deepEqual(Object.keys(best), ['srm-only', 'lrm-only', 'random', 'entropy-threshold-review']);
  assert.ok(best['srm-only'] < best['lrm-only'], JSON.stringify(best));
  // All of the file was read: ids are those of the column `nr`.
  const outcomes = readFileSync(join(folder, 'runs', 'csv', 'outcomes.jsonl'), 'utf8');
  assert.match(outcomes, /"queryId":"questions\/\d+"/);
});
