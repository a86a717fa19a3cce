import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { call } from './call.mjs';

/** @typedef {import('./published-packages.mjs').PublishedPackage} PublishedPackage */

/**
 * Packs packages as they would be published.
 *
 * @param {readonly PublishedPackage[]} packages
 * @param {string} folder that takes the tarballs
 * @param {{ pnpm: string, node: string }} options `pnpm`: with its version, as npx takes it
 * @returns {Map<string, string>} name → absolute path of the tarball
 */
export function packAll(packages, folder, { pnpm, node }) {
  return new Map(
    packages.map(({ name, directory }) => {
      const destination = join(folder, name.replace('@', '').replace('/', '-'));
      mkdirSync(destination, { recursive: true });
      runPnpm(directory, ['pack', '--pack-destination', destination], { pnpm, node });
      const [tarball] = readdirSync(destination);
      if (tarball === undefined)
        throw new Error(`Expected pnpm pack to write a tarball into ${destination}, found none.`);
      return [name, join(destination, tarball)];
    }),
  );
}

/**
 * Makes a project with nothing but the named packages and what they need. Ours come from their tarballs, wherever they are
 * asked for, everything else from the registry. A package for which the running Node is too old or too new ends it.
 *
 * @param {string} project folder to make
 * @param {'npm' | 'pnpm'} manager
 * @param {Record<string, string>} dependencies name → range, which is not looked at for ours
 * @param {{ tarballs: Map<string, string>, pnpm: string, node: string }} options
 */
export function install(project, manager, dependencies, { tarballs, pnpm, node }) {
  const files = Object.fromEntries([...tarballs].map(([name, path]) => [name, `file:${path}`]));
  const manifest = {
    name: 'alone',
    private: true,
    type: 'module',
    dependencies: Object.fromEntries(
      Object.entries(dependencies).map(([name, range]) => [name, files[name] ?? range]),
    ),
  };
  // npm takes no override of what the project itself names.
  const overrides = Object.fromEntries(Object.entries(files).filter(([name]) => !(name in dependencies)));
  mkdirSync(project, { recursive: true });
  if (manager === 'npm') {
    write(project, 'package.json', { ...manifest, overrides });
    const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
    call(project, 'npm', ['install', '--prefer-offline', '--engine-strict', ...quiet], { node });
  } else {
    write(project, 'package.json', manifest);
    // Without hoisting, a package finds nothing but what it declares. JSON is YAML.
    const strict = { hoist: false, engineStrict: true };
    write(project, 'pnpm-workspace.yaml', { packages: ['.'], overrides, ...strict });
    runPnpm(project, ['install', '--prefer-offline', '--reporter=append-only', '--loglevel=warn'], {
      pnpm,
      node,
    });
  }
}

/**
 * @param {string} project installed with npm
 * @returns {string[]} names of all packages in it, sorted, each once
 */
export function installedPackages(project) {
  const { packages } = JSON.parse(readFileSync(join(project, 'node_modules', '.package-lock.json'), 'utf8'));
  const names = Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13));
  return [...new Set(names)].sort();
}

/**
 * @param {string} folder that takes it
 * @param {string} range of the npm package `node`
 * @param {string} node that runs npm
 * @returns {string} the binary
 */
export function installNode(folder, range, node) {
  mkdirSync(folder, { recursive: true });
  write(folder, 'package.json', { name: 'node', private: true });
  call(folder, 'npm', ['install', `node@${range}`, '--prefer-offline', '--no-audit', '--no-fund'], { node });
  return join(folder, 'node_modules', 'node', 'bin', 'node');
}

/**
 * @param {string} directory
 * @param {readonly string[]} parameters
 * @param {{ pnpm: string, node: string }} options
 */
function runPnpm(directory, parameters, { pnpm, node }) {
  call(directory, 'npx', ['--yes', '--prefer-offline', pnpm, ...parameters], {
    node,
    environment: { CI: 'true' },
  });
}

/**
 * @param {string} directory
 * @param {string} name
 * @param {object} content
 */
function write(directory, name, content) {
  writeFileSync(join(directory, name), `${JSON.stringify(content, null, 2)}\n`);
}
