// Gets the Redis that the tests of the work queue start, where there is none: by apt-get, as root on Debian or Ubuntu. Says why where
// it cannot be had; the tests that need one are then skipped. Exit status 1 where there is none in the end.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Longest time that apt-get may take, in ms. */
const patience = 180_000;

export function hasRedis() {
  return spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;
}

/** @returns {string | undefined} why there is no Redis; undefined where there is one */
export function installRedis() {
  if (hasRedis()) return undefined;
  if (spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status !== 0)
    return 'there is no apt-get here';
  if (process.getuid?.() !== 0) return 'apt-get needs root: run `sudo apt-get install redis-server`';
  console.log('Installing redis-server for the tests of the work queue (once) …');
  for (const parameters of [['update'], ['install', '-y', '--no-install-recommends', 'redis-server']]) {
    const { status, stderr } = spawnSync('apt-get', ['-qq', ...parameters], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      timeout: patience,
      encoding: 'utf8',
    });
    // A repository that cannot be reached need not be the one that has Redis.
    if (status !== 0 && parameters[0] === 'install') {
      return `apt-get could not install it: ${stderr.trim().split('\n').at(-1) || `status ${status}`}`;
    }
  }
  return hasRedis() ? undefined : 'apt-get installed it, but it does not run';
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problem = installRedis();
  console.log(
    problem === undefined
      ? 'There is a redis-server for the tests of the work queue.'
      : `No redis-server: ${problem}. The tests that need one are skipped.`,
  );
  process.exit(problem === undefined ? 0 : 1);
}
