// Installs every package that a release publishes alone, as its user would, into an empty project outside the workspace,
// and tries what it promises: node scripts/check-packages-alone.mjs [package …]. Without names all of them, and the table
// of docs/packages.md is written. Needs `pnpm build` and a registry for the dependencies of others. Exits 1 where
// something is broken or dearer than scripts/packages-alone/budgets.json allows. Run by `pnpm check:packages-alone`.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPackageAlone } from './packages-alone/check-package-alone.mjs';
import { packageTable, replaceBetween } from './packages-alone/package-table.mjs';
import { installNode, packAll } from './packages-alone/projects.mjs';
import { publishedPackages, withDependencies } from './packages-alone/published-packages.mjs';
import { firstExample } from './packages-alone/readme-example.mjs';
import { root } from './set-up.mjs';

const page = join(root, 'docs', 'packages.md');
/** @type {import('./packages-alone/package-table.mjs').Budgets} */
const budgets = JSON.parse(readFileSync(join(root, 'scripts', 'packages-alone', 'budgets.json'), 'utf8'));
const { packageManager: pnpm } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const pinned = join(root, 'node_modules', 'node', 'bin', 'node');

const packages = publishedPackages(root);
const names = process.argv.slice(2).map((name) => (name.startsWith('@') ? name : `@roro/${name}`));
for (const name of [...names, ...Object.keys(budgets.packages)]) {
  if (!packages.some((each) => each.name === name))
    throw new Error(`Expected one of ${packages.map((each) => each.name).join(', ')}, found ${name}.`);
}
const checked = packages.filter(({ name }) => names.length === 0 || names.includes(name));
const asked = [...checked.map(({ name }) => name), ...checked.flatMap(namedInExample)];
const needed = packages.filter((one) => asked.some((name) => withDependencies(name, packages).includes(one)));
for (const { directory } of needed) {
  if (!existsSync(join(directory, 'dist', 'index.js')))
    throw new Error(`Expected a build of ${directory}, found none: run \`pnpm build\` first.`);
}

const folder = mkdtempSync(join(tmpdir(), 'roro-alone-'));
const rows = [];
let broken = 0;
try {
  const newest = installNode(join(folder, 'node-24'), '24', pinned);
  const tarballs = packAll(needed, join(folder, 'packed'), { pnpm, node: pinned });
  console.log(`Packed ${needed.length} packages.`);
  for (const own of checked) {
    const begin = performance.now();
    const { row, notes, problems } = checkPackageAlone(own, {
      root,
      folder,
      tarballs,
      budgets,
      pnpm,
      nodes: { pinned, newest },
    });
    if (row !== undefined) rows.push(row);
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    console.log(`${problems.length === 0 ? '✓' : '✗'} ${own.name} (${seconds} s)`);
    for (const note of notes) console.log(`  ${note}`);
    for (const problem of problems) console.error(`  ${own.name} ${problem}`);
    broken += problems.length;
    rmSync(join(folder, own.name), { recursive: true, force: true });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const table = packageTable(rows);
console.log(`\n${table}`);
if (names.length === 0 && rows.length === packages.length) {
  writeFileSync(page, replaceBetween(readFileSync(page, 'utf8'), 'packages', table));
}
console.log(broken === 0 ? 'Every package stands alone.' : `${broken} problems.`);
process.exit(broken === 0 ? 0 : 1);

/**
 * @param {import('./packages-alone/published-packages.mjs').PublishedPackage} own
 * @returns {string[]} packages of ours in the first example of its README
 */
function namedInExample({ directory }) {
  const readme = join(directory, 'README.md');
  const text = existsSync(readme) ? firstExample(readFileSync(readme, 'utf8'))?.text : undefined;
  return [...(text ?? '').matchAll(/'(@roro\/[\w-]+)/g)].map(([, name]) => name ?? '');
}
