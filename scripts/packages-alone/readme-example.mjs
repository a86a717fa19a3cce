import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { readSource } from '../read-source.mjs';
import { call } from './call.mjs';
import { packageOf } from './dependency-problems.mjs';
import { budgetOf } from './package-table.mjs';
import { install } from './projects.mjs';

/** Files that examples read and no README shows, by the name that they have there. */
const fixtures = { 'policy.safetensors': 'apps/cli/routers/abacus-same/roro.safetensors' };

/**
 * @param {string} readme Markdown
 * @returns {{ text: string, reason: string | undefined } | undefined} its first `ts` block; `reason`: why it cannot be run,
 *   as its fence says (```ts no-run: <reason>)
 */
export function firstExample(readme) {
  const [, reason, text] = /^```ts(?: no-run: (.+))?\n([\s\S]*?)^```$/m.exec(readme) ?? [];
  return text === undefined ? undefined : { text, reason };
}

/**
 * Type-checks the first example of a README against what is published, and runs it on both versions of Node. Where it names
 * packages beside those that come with its own, they are installed too, in a project of its own.
 *
 * @param {string} project in which the package is installed alone, with npm
 * @param {import('./published-packages.mjs').PublishedPackage} own
 * @param {import('./check-package-alone.mjs').Surroundings} surroundings
 * @returns {string | undefined} what was left out, and why
 */
export function checkExample(project, own, { root, tarballs, budgets, pnpm, nodes }) {
  const readme = join(project, 'node_modules', own.name, 'README.md');
  if (!existsSync(readme)) throw new Error('has no README.md.');
  const example = firstExample(readFileSync(readme, 'utf8'));
  if (example === undefined) return 'its README has no example in TypeScript';
  const file = 'example.ts';
  writeFileSync(join(project, file), example.text);
  const named = readSource(join(project, file)).imports.map(({ specifier }) => specifier);
  const others = [...new Set(named.filter((specifier) => !isBuiltin(specifier)).map(packageOf))].filter(
    (name) => !existsSync(join(project, 'node_modules', name)),
  );
  let directory = project;
  if (others.length > 0) {
    directory = `${project}-example`;
    const dependencies = Object.fromEntries([own.name, ...others].map((name) => [name, '*']));
    install(directory, 'npm', dependencies, { tarballs, pnpm, node: nodes.pinned });
    writeFileSync(join(directory, file), example.text);
  }
  checkTypes(directory, file, { root, node: nodes.pinned });
  const { exampleNeeds } = budgetOf(budgets, own.name);
  const reason = example.reason ?? (exampleNeeds === undefined ? undefined : `needs ${exampleNeeds}`);
  if (reason !== undefined) return `the example of its README is type-checked and not run: ${reason}`;
  for (const [name, path] of Object.entries(fixtures)) copyFileSync(join(root, path), join(directory, name));
  for (const node of Object.values(nodes)) call(directory, 'node', [file], { node });
  return others.length === 0 ? undefined : `the example of its README also needs ${others.join(', ')}`;
}

/**
 * Type-checks a file of a project as a consumer with strict settings would, with the TypeScript of the repository.
 *
 * @param {string} project
 * @param {string} file relative to it
 * @param {{ root: string, node: string }} options `root`: the repository
 */
function checkTypes(project, file, { root, node }) {
  const compilerOptions = {
    target: 'es2023',
    lib: ['es2024'],
    module: 'nodenext',
    types: ['node'],
    // The types of Node are the repository's: they are no part of what the package installs.
    typeRoots: [join(root, 'node_modules', '@types')],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
  };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }));
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  call(project, 'node', [compiler, '--project', '.'], { node });
}
