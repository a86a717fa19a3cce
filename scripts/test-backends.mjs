// Runs the test suites of the packages that train, whole, on each tensor backend that is present (or on those that are
// named), and prints a table. Works on sources, without a build:
//
//   node scripts/test-backends.mjs [node-gpu | node | wasm | cpu …]
//
// The exit status is 1 where a test fails, or where a backend that was named is not present.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import './docs/on-sources.mjs';
import { root, run } from './set-up.mjs';

const { BACKENDS } = await import('../packages/tensor/src/index.ts');
const suites = ['tensor', 'grpo'];
const asked = process.argv.slice(2);
const unknown = asked.find((name) => !BACKENDS.some((backend) => backend === name));
if (unknown !== undefined) throw new Error(`Expected backends of ${BACKENDS.join(', ')}, got "${unknown}".`);

const folder = mkdtempSync(join(tmpdir(), 'roro-backends-'));
let failed = false;
/** @type {string[][]} */
const rows = [];
try {
  for (const backend of asked.length === 0 ? BACKENDS : asked) {
    const missing = whyMissing(backend);
    if (missing !== undefined) {
      failed ||= asked.length > 0;
      rows.push([backend, 'not present', '', '', missing]);
      continue;
    }
    console.log(`Testing ${suites.join(' and ')} on ${backend} …`);
    const report = join(folder, `${backend}.json`);
    const begin = performance.now();
    const status = await run(
      'vitest',
      [
        'run',
        ...suites.flatMap((suite) => ['--project', suite]),
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
      ],
      { environment: { RORO_BACKEND: backend }, quiet: true },
    );
    if (status > 128) process.exit(status);
    const seconds = ((performance.now() - begin) / 1000).toFixed(0);
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
    failed ||= status !== 0;
    rows.push([
      backend,
      String(numPassedTests),
      String(numFailedTests),
      seconds,
      status === 0 ? '' : `exit status ${status}`,
    ]);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const lines = [['backend', 'passed', 'failed', 'seconds', ''], ...rows];
const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
console.log();
for (const line of lines)
  console.log(
    line
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
process.exitCode = failed ? 1 : 0;

/**
 * Tries in a process of its own: two native packages in one do not agree.
 *
 * @param {string} backend
 * @returns {string | undefined} why it cannot be loaded; undefined where it can
 */
function whyMissing(backend) {
  const load = `
    const { chooseBackend } = await import('./packages/tensor/src/index.ts');
    await chooseBackend({ backend: '${backend}' }).catch((error) => {
      console.log(error.message.split('\\n')[0]);
      process.exitCode = 1;
    });`;
  const parameters = ['--import', './scripts/docs/on-sources.mjs', '--input-type=module', '--eval', load];
  const { status, stdout } = spawnSync(process.execPath, parameters, { cwd: root, encoding: 'utf8' });
  return status === 0 ? undefined : stdout.trim() || 'it ends the process';
}
