// `npm test`: installs, then every check there is. The last line reads `N passed, N failed`, where each test
// counts once and so does each of the other checks.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { installRedis } from './install-redis.mjs';
import { install, root, run, turbo } from './set-up.mjs';

const reportFile = join(root, 'node_modules', '.cache', 'vitest-report.json');

const checks = {
  build: () => turbo('build'),
  lint: () => run('biome', ['check', '--error-on-warnings', '.']),
  types: () => run('tsc', ['--noEmit']),
  arrows: () => run('node', ['scripts/check-arrows.mjs']),
  docs: () => run('node', ['scripts/check-docs.mjs']),
  packages: () => turbo('check:package'),
  examples: () => run('node', ['scripts/check-examples.mjs']),
  tests: () =>
    run('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`]),
};

await install();
const noRedis = installRedis();
if (noRedis !== undefined) console.log(`No redis-server: ${noRedis}. The tests that need one are skipped.`);
mkdirSync(dirname(reportFile), { recursive: true });
rmSync(reportFile, { force: true });

const failedChecks = [];
for (const [name, check] of Object.entries(checks)) {
  console.log(`\n── ${name}`);
  const begin = performance.now();
  const status = await check();
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(`── ${name}: ${status === 0 ? 'passed' : `failed (exit status ${status})`}, ${seconds} s`);
  // Interrupted by a signal: the rest was not asked for either.
  if (status > 128) process.exit(status);
  if (status !== 0) failedChecks.push(name);
}

const tests = countTests();
// Vitest's own status adds nothing when failed tests are counted, and everything when it broke without any.
const failed = failedChecks.filter((name) => name !== 'tests' || tests.failed === 0).length + tests.failed;
const passed =
  Object.keys(checks).length - 1 - failedChecks.filter((name) => name !== 'tests').length + tests.passed;
if (failedChecks.length > 0) console.log(`\nFailed: ${failedChecks.join(', ')}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function countTests() {
  try {
    const report = JSON.parse(readFileSync(reportFile, 'utf8'));
    return { passed: Number(report.numPassedTests), failed: Number(report.numFailedTests) };
  } catch {
    return { passed: 0, failed: 0 }; // vitest ended before writing its report: its exit status counts as a failure
  }
}
