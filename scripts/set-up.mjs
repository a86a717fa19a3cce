// What `npm start` and `npm test` share. Runs on Node 20 before anything is installed, so it imports nothing
// but Node; everything it starts runs on the Node that package.json pins.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

export const root = join(import.meta.dirname, '..');
/** The Node that everything runs on: the binary itself, as a shell wrapper in `.bin` would swallow signals. */
const pinnedNode = join(root, 'node_modules', 'node', 'bin', 'node');
const stampFile = join(root, 'node_modules', '.roro-installed');

/**
 * Runs a program in the repository root and waits for it, with the installed tools first on the path.
 *
 * @param {string} program
 * @param {string[]} parameters
 * @param {{ environment?: Record<string, string>, quiet?: boolean }} [options] `quiet`: its output is shown only
 *   when it fails
 * @returns {Promise<number>} the exit status; 128 + n when signal n ended it
 */
export function run(program, parameters, { environment = {}, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      cwd: root,
      env: { ...toolEnvironment(), ...environment },
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    });
    /** @type {Buffer[]} */
    const output = [];
    child.stdout?.on('data', (chunk) => output.push(chunk));
    child.stderr?.on('data', (chunk) => output.push(chunk));

    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => {
      // A terminal sends Ctrl-C to the child as well; what matters here is to outlive it and report its status.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
    for (const signal of signals) process.on(signal, forward);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      for (const name of signals) process.off(name, forward);
      const status = code ?? 128 + (signal ? constants.signals[signal] : 0);
      if (status !== 0) process.stderr.write(Buffer.concat(output));
      resolve(status);
    });
  });
}

/** Installs the locked dependencies unless the last install was made from the same files. */
export async function install() {
  const stamp = installStamp();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  console.log('Installing the dependencies (only when they change) …');
  rmSync(stampFile, { force: true });
  // CI=true: pnpm asks no question; a node_modules folder that it cannot use is made anew.
  const status = await pnpm(
    ['install', '--frozen-lockfile', '--prefer-offline', '--reporter=append-only', '--loglevel=warn'],
    { environment: { CI: 'true' } },
  );
  if (status !== 0) {
    console.error(
      'The install failed. Check the network and the message above, then run the same command again.',
    );
    process.exit(status);
  }
  writeFileSync(stampFile, stamp);
}

/**
 * Runs turbo tasks over all packages, showing the output of those that fail; what has not changed comes from
 * turbo's cache.
 *
 * @param {string[]} tasks
 */
export function turbo(...tasks) {
  const parameters = ['--output-logs=errors-only', '--log-order=grouped', '--ui=stream'];
  return pnpm(['exec', 'turbo', 'run', ...tasks, ...parameters], { quiet: true });
}

/**
 * @param {string[]} parameters
 * @param {Parameters<typeof run>[2]} options
 */
function pnpm(parameters, options) {
  // An exact version from the cache of npx needs no network the second time.
  return run('npx', ['--yes', '--prefer-offline', manifest().packageManager, ...parameters], options);
}

function manifest() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}

/** A hash over everything that decides what an install puts down. */
function installStamp() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  const manifests = ['packages', 'apps'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .sort()
      .map((name) => join(folder, name, 'package.json'))
      .filter((file) => existsSync(join(root, file))),
  );
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', ...manifests]) {
    hash.update(`\n${file}\n`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

/** npm's own settings, which it hands to every script, mean other things to pnpm: only the user's network ones stay. */
function toolEnvironment() {
  const kept =
    /^npm_config_(registry|(https?_)?proxy|noproxy|ca|cafile|strict_ssl|userconfig|cache|offline|prefer_offline)$/i;
  const entries = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || kept.test(name));
  return {
    ...Object.fromEntries(entries),
    PATH: [dirname(pinnedNode), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
    TURBO_TELEMETRY_DISABLED: '1',
  };
}
