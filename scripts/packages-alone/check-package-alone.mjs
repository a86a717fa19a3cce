import { join } from 'node:path';
import { call } from './call.mjs';
import { dependencyProblems } from './dependency-problems.mjs';
import { folderBytes, importMilliseconds } from './measure.mjs';
import { brokenBudgets, budgetOf } from './package-table.mjs';
import { install, installedPackages } from './projects.mjs';
import { checkExample } from './readme-example.mjs';

/**
 * @typedef {import('./published-packages.mjs').PublishedPackage} PublishedPackage
 * @typedef {{
 *   root: string,
 *   folder: string,
 *   tarballs: Map<string, string>,
 *   budgets: import('./package-table.mjs').Budgets,
 *   pnpm: string,
 *   nodes: { pinned: string, newest: string },
 * }} Surroundings
 *   `root`: the repository; `folder`: takes the projects; `nodes`: binaries
 */

/**
 * Installs one package alone, with npm and with pnpm, and tries all that it promises, on both versions of Node.
 *
 * @param {PublishedPackage} own
 * @param {Surroundings} surroundings
 * @returns {{ row?: import('./package-table.mjs').Row, notes: string[], problems: string[] }} `row`: undefined where it
 *   could not be installed
 */
export function checkPackageAlone(own, surroundings) {
  const { folder, tarballs, budgets, pnpm, nodes } = surroundings;
  const { name, manifest } = own;
  /** @type {string[]} */
  const notes = [];
  /** @type {string[]} */
  const problems = [];
  /** @param {() => void} work */
  const attempt = (work) => {
    try {
      work();
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
  };
  const budget = budgetOf(budgets, name);
  /** @type {import('./package-table.mjs').Row | undefined} */
  let row;
  // Each way of installing meets one version of Node, whose `engines` it checks; what it puts down is loaded on both.
  attempt(() => {
    const project = join(folder, name, 'npm');
    install(project, 'npm', { [name]: manifest.version }, { tarballs, pnpm, node: nodes.pinned });
    problems.push(...dependencyProblems(join(project, 'node_modules', name)));
    row = {
      name,
      version: manifest.version,
      bytes: folderBytes(join(project, 'node_modules')),
      installed: installedPackages(project),
      importMilliseconds: importMilliseconds(project, name, nodes.pinned),
      peers: peersOf(own),
      budget,
    };
    problems.push(...brokenBudgets(row));
    for (const node of Object.values(nodes)) attempt(() => load(project, own, node));
    const [command, ...parameters] = budget.firstCommand?.split(' ') ?? [];
    if (command !== undefined) {
      const begin = performance.now();
      const path = join(project, 'node_modules', '.bin', command);
      call(project, path, parameters, { node: nodes.pinned, seconds: 600 });
      notes.push(`\`${budget.firstCommand}\` took ${((performance.now() - begin) / 1000).toFixed(0)} s`);
    }
    const note = checkExample(project, own, surroundings);
    if (note !== undefined) notes.push(note);
  });
  attempt(() => {
    const project = join(folder, name, 'pnpm');
    install(project, 'pnpm', { [name]: manifest.version }, { tarballs, pnpm, node: nodes.newest });
    for (const node of Object.values(nodes)) attempt(() => load(project, own, node));
  });
  return { ...(row === undefined ? {} : { row }), notes, problems };
}

/**
 * Imports every entry of the package, which must export something and print nothing, and starts its commands.
 *
 * @param {string} project
 * @param {PublishedPackage} own
 * @param {string} node
 */
function load(project, { name, manifest }, node) {
  const entries = Object.keys(manifest.exports ?? {})
    .filter((path) => !path.endsWith('.json'))
    .map((path) => join(name, path));
  const script = entries
    .map(
      (entry) =>
        `if (Object.keys(await import('${entry}')).length === 0) console.log('${entry} exports nothing');`,
    )
    .join('\n');
  const { output, errors } = call(project, 'node', ['--input-type=module', '--eval', script], { node });
  if (output + errors !== '') throw new Error(`Importing ${entries.join(', ')} printed:\n${output}${errors}`);
  for (const command of Object.keys(manifest.bin ?? {})) {
    call(project, join(project, 'node_modules', '.bin', command), ['--help'], { node });
  }
}

/** @param {PublishedPackage} own */
function peersOf({ manifest: { peerDependencies, peerDependenciesMeta } }) {
  return Object.entries(peerDependencies ?? {}).map(
    ([peer, range]) => `${peer} ${range}${peerDependenciesMeta?.[peer]?.optional === true ? '?' : ''}`,
  );
}
