import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {{
 *   name: string,
 *   version: string,
 *   private?: boolean,
 *   bin?: Record<string, string>,
 *   exports?: Record<string, unknown>,
 *   dependencies?: Record<string, string>,
 *   optionalDependencies?: Record<string, string>,
 *   peerDependencies?: Record<string, string>,
 *   peerDependenciesMeta?: Record<string, { optional?: boolean }>,
 * }} Manifest
 * @typedef {{ name: string, directory: string, manifest: Manifest }} PublishedPackage
 */

/**
 * @param {string} directory of a package
 * @returns {Manifest}
 */
export function readManifest(directory) {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
}

/**
 * @param {string} root repository root, with `packages/` and `apps/`
 * @returns {PublishedPackage[]} every package that a release publishes, by name
 */
export function publishedPackages(root) {
  return ['packages', 'apps']
    .map((folder) => join(root, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((directory) => existsSync(join(directory, 'package.json')))
    .map((directory) => ({ directory, manifest: readManifest(directory) }))
    .filter(({ manifest }) => manifest.private !== true)
    .map(({ directory, manifest }) => ({ name: manifest.name, directory, manifest }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * @param {string} name
 * @param {readonly PublishedPackage[]} packages
 * @returns {PublishedPackage[]} the packages of ours that come with it, however indirectly, itself first
 */
export function withDependencies(name, packages) {
  /** @type {PublishedPackage[]} */
  const found = [];
  /** @param {string} wanted */
  const visit = (wanted) => {
    const one = packages.find((each) => each.name === wanted);
    if (one === undefined || found.includes(one)) return;
    found.push(one);
    for (const dependency of Object.keys(installedWith(one.manifest))) visit(dependency);
  };
  visit(name);
  return found;
}

/**
 * What a package manager installs with a package: no optional peers.
 *
 * @param {Manifest} manifest
 * @returns {Record<string, string>} name → range
 */
function installedWith({ dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta }) {
  const peers = Object.entries(peerDependencies ?? {}).filter(
    ([name]) => peerDependenciesMeta?.[name]?.optional !== true,
  );
  return { ...dependencies, ...optionalDependencies, ...Object.fromEntries(peers) };
}
