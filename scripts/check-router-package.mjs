// Walks the way of a third party who contributes a router, with nothing but what would be published: @roro/core and
// @roro/routers come from tarballs, over a registry on loopback. The files and commands of docs/write-a-router.md are taken as
// they stand, from an empty folder to a row in the results; then the example package is installed, tested, packed and measured. Two things
// are not as on the page: `roro bench` is given a small configuration, and `npm publish` uploads nothing. Needs `pnpm build` and
// a registry for zod and typescript. Run by `pnpm check:router-package`.
import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { localRegistry } from './docs/local-registry.mjs';
import { readPage } from './docs/read-page.mjs';
import { root } from './set-up.mjs';

const page = 'docs/write-a-router.md';
const example = join(root, 'examples', 'router-package');
const command = join(root, 'apps', 'cli', 'dist', 'bin.js');
const pinnedNode = join(root, 'node_modules', 'node', 'bin');
/** Packages of ours that a router package needs, by folder. */
const published = ['core', 'routers'];

/** The least that shows a router in the results. */
const config = {
  settings: [{ id: 'same-family', pool: 'abacus-same' }],
  benchmarks: ['sums'],
  collect: { queriesPerBenchmark: 8, endSamples: 1, criticalSamples: 1, diverseQueriesPerBenchmark: 1 },
  train: { seeds: [1] },
  bench: { validationQueries: 2, testQueries: 3, replicates: 20 },
};

for (const file of [command, ...published.map((name) => join(root, 'packages', name, 'dist', 'index.js'))]) {
  if (!existsSync(file))
    throw new Error(`Expected a build, but there is no ${file}: run \`pnpm build\` first.`);
}
const folder = mkdtempSync(join(tmpdir(), 'roro-router-package-'));
const tools = join(folder, 'tools');
const settings = join(tools, 'npmrc');
try {
  const tarballs = await step('pack @roro/core and @roro/routers', packPublished);
  const registry = await localRegistry(tarballs);
  try {
    layTools(registry.url);
    await followPage();
    await step('install, test, pack and measure the example package', checkExample);
  } finally {
    await registry.close();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log('A router package of a third party builds, passes its checks and is measured.');

/** What the commands of the page find on their path and in npm's settings. */
function layTools(/** @type {string} */ registry) {
  const userSettings = join(homedir(), '.npmrc');
  const own = existsSync(userSettings) ? readFileSync(userSettings, 'utf8') : '';
  writeFileSync(settings, `${own}\n@roro:registry=${registry}\naudit=false\nfund=false\n`);
  const configPath = join(tools, 'roro.config.mjs');
  writeFileSync(configPath, `export default ${JSON.stringify(config)};\n`);
  const script = [
    '#!/bin/sh',
    'case $1 in',
    `  bench) exec node '${command}' "$@" --config '${configPath}' ;;`,
    `  *) exec node '${command}' "$@" ;;`,
    'esac',
  ];
  writeFileSync(join(tools, 'roro'), `${script.join('\n')}\n`);
  chmodSync(join(tools, 'roro'), 0o755);
}

/** Files are written, and commands run, in the order of the page; each block goes on in the folder where the last one ended. */
async function followPage() {
  let directory = join(folder, 'work');
  mkdirSync(directory);
  let measured = 0;
  for (const { line, language, text } of readPage(root, page).blocks) {
    const file = /^\/\/ ([\w./-]+)\n/.exec(text)?.[1];
    if (language === 'ts' && file !== undefined) {
      const path = join(directory, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    if (language !== 'sh') continue;
    const where = join(tools, 'folder');
    await step(`${page}:${line}: ${text.trim().replaceAll('\n', '; ')}`, () =>
      call(directory, 'bash', ['-euo', 'pipefail', '-c', `${text}\npwd > '${where}'`]),
    );
    directory = readFileSync(where, 'utf8').trim();
    if (!text.includes('roro bench ')) continue;
    requireRow(directory, 'mine');
    measured += 1;
  }
  demand(measured === 2, `Expected ${page} to measure the router twice, it did so ${measured} times.`);
}

/** The last results in a folder have the router, with a curve, beside the ends of the curve. */
function requireRow(/** @type {string} */ directory, /** @type {string} */ id) {
  const runs = readdirSync(join(directory, 'runs'));
  demand(runs.length === 1, `Expected one run in ${directory}, found ${runs.length}.`);
  const path = join(directory, 'runs', String(runs[0]), 'results.json');
  /** @type {{ settings: { benchmarks: { benchmark: string, routers: { router: string, points: unknown[] }[] }[] }[] }} */
  const results = JSON.parse(readFileSync(path, 'utf8'));
  const benchmarks = results.settings.flatMap((setting) => setting.benchmarks);
  demand(benchmarks.length === 1, `Expected results of one setting and benchmark in ${path}.`);
  for (const { benchmark, routers } of benchmarks) {
    const rows = routers.map(({ router }) => router);
    for (const name of ['srm-only', 'lrm-only', id]) {
      demand(rows.includes(name), `Expected a row "${name}" in ${benchmark}, found ${rows.join(', ')}.`);
    }
    const points = routers.find(({ router }) => router === id)?.points.length ?? 0;
    demand(points > 1, `Expected a curve of "${id}" with several points, got ${points}.`);
  }
}

async function checkExample() {
  requireRanges(example);
  const copy = join(folder, 'example');
  cpSync(example, copy, {
    recursive: true,
    filter: (path) => !['node_modules', 'dist'].includes(basename(path)),
  });
  await call(copy, 'npm', ['install']);
  await call(copy, 'npm', ['test']);
  await call(copy, 'npm', ['pack']);
  await call(copy, 'roro', ['bench', '--routers', 'random', '--router', '.']);
  requireRow(copy, 'entropy-rise');
}

/** @returns {Promise<string[]>} absolute paths of the tarballs */
async function packPublished() {
  const { packageManager } = readManifest(root);
  mkdirSync(tools);
  for (const name of published) {
    const pack = ['--yes', '--prefer-offline', packageManager, 'pack', '--pack-destination', tools];
    await call(join(root, 'packages', name), 'npx', pack);
  }
  const tarballs = readdirSync(tools).filter((name) => name.endsWith('.tgz'));
  demand(tarballs.length === published.length, `Expected a tarball a package, found ${tarballs.join(', ')}.`);
  return tarballs.map((name) => join(tools, name));
}

/**
 * The example is no member of the workspace: nothing raises its ranges when our versions rise.
 *
 * @param {string} directory
 */
function requireRanges(directory) {
  const { peerDependencies, devDependencies } = readManifest(directory);
  for (const name of published) {
    const expected = `^${readManifest(join(root, 'packages', name)).version}`;
    for (const ranges of [peerDependencies, devDependencies]) {
      const range = ranges[`@roro/${name}`];
      demand(
        range === expected,
        `Expected @roro/${name} ${expected} in ${join(directory, 'package.json')}, found ${range}.`,
      );
    }
  }
}

/**
 * @param {string} directory
 * @returns {any} its package.json
 */
function readManifest(directory) {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
}

/**
 * @param {boolean} condition
 * @param {string} message
 */
function demand(condition, message) {
  if (!condition) throw new Error(message);
}

/**
 * Runs one part and says how long it took.
 *
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function step(what, work) {
  const begin = performance.now();
  const outcome = await work();
  console.log(`✓ ${what} (${((performance.now() - begin) / 1000).toFixed(1)} s)`);
  return outcome;
}

/**
 * Runs a program in a folder, on the Node that package.json pins.
 *
 * @param {string} directory
 * @param {string} program
 * @param {string[]} parameters
 * @returns {Promise<string>} what it printed
 */
function call(directory, program, parameters) {
  // What npm hands to the scripts that it runs names this repository; only the user's own network settings stay.
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^npm_/i.test(name) || /^npm_config_(registry|cache|cafile|noproxy|.*_proxy|proxy)$/i.test(name),
  );
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      cwd: directory,
      env: {
        ...Object.fromEntries(kept),
        PATH: [tools, pinnedNode, process.env.PATH].join(delimiter),
        npm_config_userconfig: settings,
        // Read by `npm publish` alone of the commands that are run: it builds and packs, and uploads nothing.
        npm_config_dry_run: String(parameters.some((each) => /^npm publish\b/m.test(each))),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    /** @type {Buffer[]} */
    const printed = [];
    child.stdout.on('data', (chunk) => printed.push(chunk));
    child.stderr.on('data', (chunk) => printed.push(chunk));
    child.on('error', reject);
    child.on('close', (status) => {
      const text = Buffer.concat(printed).toString();
      if (status === 0) return resolve(text);
      reject(
        new Error(`\`${program} ${parameters.join(' ')}\` in ${directory} ended with ${status}:\n${text}`),
      );
    });
  });
}
