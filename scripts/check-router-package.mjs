// Walks the way of a third party who contributes a router, with nothing but what would be published: installs the
// example package and a fresh `roro router new` on tarballs of @roro/core and @roro/routers, builds and tests both, packs
// the example, installs it in an empty project, and has `roro bench` measure it there. Needs `pnpm build` and a registry
// for zod and typescript. Run by `pnpm check:router-package`.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { root } from './set-up.mjs';

const example = join(root, 'examples', 'router-package');
const command = join(root, 'apps', 'cli', 'dist', 'bin.js');
/** Packages of ours that a router package needs, by folder. */
const published = ['core', 'routers'];

/** The least that shows a router in the results. */
const config = {
  settings: [{ id: 'same-family', pool: 'abacus-same' }],
  benchmarks: ['sums'],
  routers: ['srm-only', 'lrm-only'],
  collect: { queriesPerBenchmark: 8, endSamples: 1, criticalSamples: 1, diverseQueriesPerBenchmark: 1 },
  train: { seeds: [1] },
  bench: { validationQueries: 2, testQueries: 3, replicates: 20 },
};

for (const file of [command, ...published.map((name) => join(root, 'packages', name, 'dist', 'index.js'))]) {
  if (!existsSync(file))
    throw new Error(`Expected a build, but there is no ${file}: run \`pnpm build\` first.`);
}
const folder = mkdtempSync(join(tmpdir(), 'roro-router-package-'));
try {
  check();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function check() {
  const tarballs = step('pack @roro/core and @roro/routers', packPublished);
  const copy = join(folder, 'example');
  const { name } = readManifest(example);

  const packed = step('install, build and test the example package, and pack it', () => {
    requireRanges(example);
    cpSync(example, copy, {
      recursive: true,
      filter: (path) => !['node_modules', 'dist'].includes(basename(path)),
    });
    const manifest = readManifest(copy);
    writeManifest(copy, {
      ...manifest,
      ...onTarballs(manifest.devDependencies, tarballs, 'devDependencies'),
    });
    call(copy, 'npm', ['install', '--no-audit', '--no-fund']);
    call(copy, 'npm', ['test']);
    writeManifest(copy, manifest);
    call(copy, 'npm', ['pack', '--pack-destination', folder]);
    return tarballIn(folder);
  });

  const project = join(folder, 'project');
  const ids = step('install that tarball in an empty project, and import it', () => {
    mkdirSync(project);
    const onlyThis = onTarballs({ [name]: `file:${packed}` }, tarballs, 'dependencies');
    writeManifest(project, { name: 'empty-project', private: true, ...onlyThis });
    call(project, 'npm', ['install', '--no-audit', '--no-fund']);
    const printed = call(project, 'node', [
      '--input-type=module',
      '--eval',
      `import { families } from ${JSON.stringify(name)}; console.log(JSON.stringify(families.map(({ id }) => id)));`,
    ]);
    return /** @type {string[]} */ (JSON.parse(printed));
  });
  demand(ids.length > 0, `Expected families in ${name}, found none.`);

  step(`measure ${ids.join(', ')} beside the ends of the curve`, () => {
    writeFileSync(join(project, 'roro.config.mjs'), `export default ${JSON.stringify(config)};\n`);
    const parameters = ['bench', '--config', 'roro.config.mjs', '--router', name, '--json'];
    /** @type {{ settings: { setting: string, benchmarks: { benchmark: string, routers: { router: string, points: unknown[] }[] }[] }[] }} */
    const { settings } = JSON.parse(call(project, 'node', [command, ...parameters]));
    demand(
      settings.length === 1 && settings[0]?.benchmarks.length === 1,
      'Expected results of one setting and benchmark.',
    );
    for (const { benchmark, routers } of settings.flatMap(({ benchmarks }) => benchmarks)) {
      const rows = routers.map(({ router }) => router);
      for (const id of ['srm-only', 'lrm-only', ...ids]) {
        demand(
          rows.includes(id),
          `Expected a row "${id}" in the results of ${benchmark}, found ${rows.join(', ')}.`,
        );
      }
      const points = routers
        .filter(({ router }) => ids.includes(router))
        .map((router) => router.points.length);
      demand(
        points.every((count) => count > 1),
        `Expected a curve of several points, got ${points.join(', ')}.`,
      );
    }
  });

  step('make a package with `roro router new`, build and test it', () => {
    const made = join(folder, 'scaffolded');
    call(folder, 'node', [command, 'router', 'new', '@third/roro-router-scaffolded', '--directory', made]);
    requireRanges(made);
    symlinkSync(join(copy, 'node_modules'), join(made, 'node_modules'));
    call(made, 'npm', ['test']);
  });
  console.log('A router package of a third party builds, passes its checks and is measured.');
}

/**
 * Runs one part and says how long it took.
 *
 * @template T
 * @param {string} what
 * @param {() => T} work
 * @returns {T}
 */
function step(what, work) {
  const begin = performance.now();
  const outcome = work();
  console.log(`✓ ${what} (${((performance.now() - begin) / 1000).toFixed(1)} s)`);
  return outcome;
}

/** @returns {Record<string, string>} name of the package → absolute path of its tarball */
function packPublished() {
  const { packageManager } = readManifest(root);
  return Object.fromEntries(
    published.map((name) => {
      const destination = join(folder, 'packed', name);
      mkdirSync(destination, { recursive: true });
      const pack = ['--yes', '--prefer-offline', packageManager, 'pack', '--pack-destination', destination];
      call(join(root, 'packages', name), 'npx', pack);
      return [`@roro/${name}`, tarballIn(destination)];
    }),
  );
}

/**
 * Dependencies with ours from tarballs, also where another package asks for them.
 *
 * @param {Record<string, string>} dependencies
 * @param {Record<string, string>} tarballs
 * @param {'dependencies' | 'devDependencies'} field
 */
function onTarballs(dependencies, tarballs, field) {
  const ours = Object.fromEntries(Object.entries(tarballs).map(([name, path]) => [name, `file:${path}`]));
  return {
    [field]: { ...dependencies, ...ours },
    overrides: Object.fromEntries(Object.keys(tarballs).map((name) => [name, `$${name}`])),
  };
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

/** @param {string} directory */
function tarballIn(directory) {
  const name = readdirSync(directory).find((each) => each.endsWith('.tgz'));
  if (name === undefined) throw new Error(`Expected a tarball in ${directory}, found none.`);
  return join(directory, name);
}

/**
 * @param {string} directory
 * @returns {any} its package.json
 */
function readManifest(directory) {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
}

/**
 * @param {string} directory
 * @param {object} manifest
 */
function writeManifest(directory, manifest) {
  writeFileSync(join(directory, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/**
 * @param {boolean} condition
 * @param {string} message
 */
function demand(condition, message) {
  if (!condition) throw new Error(message);
}

/**
 * Runs a program in a folder, on the Node that package.json pins.
 *
 * @param {string} directory
 * @param {string} program
 * @param {string[]} parameters
 * @returns {string} what it printed
 */
function call(directory, program, parameters) {
  const pinned = join(root, 'node_modules', 'node', 'bin');
  // What npm hands to the scripts that it runs names this repository; only the user's own network settings stay.
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^npm_/i.test(name) ||
      /^npm_config_(registry|cache|userconfig|cafile|noproxy|.*_proxy|proxy)$/i.test(name),
  );
  const { status, stdout, stderr, error } = spawnSync(program, parameters, {
    cwd: directory,
    encoding: 'utf8',
    env: { ...Object.fromEntries(kept), PATH: [pinned, process.env.PATH].join(delimiter) },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw error;
  if (status !== 0) {
    throw new Error(
      `\`${program} ${parameters.join(' ')}\` in ${directory} ended with ${status}:\n${stdout}${stderr}`,
    );
  }
  return stdout;
}
