// Runs every example that keeps tests of its own, as a reader would: on the built packages, without a network. Needs
// `pnpm build`. Prints the output of those that fail, and exits 1 when there is any.
//
// With `--sources` the packages are taken as they stand, without a build.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './set-up.mjs';

/** Checked otherwise: scripts/check-router-package.mjs installs it from tarballs. */
const elsewhere = ['router-package'];

const folder = join(root, 'examples');
const examples = readdirSync(folder).filter(
  (name) => !elsewhere.includes(name) && testCommand(name) !== undefined,
);
const onSources = process.argv.includes('--sources')
  ? ['--import', join(root, 'scripts', 'docs', 'on-sources.mjs')]
  : [];

let failed = 0;
for (const name of examples) {
  const begin = performance.now();
  // What `node --test` finds in the folder, without its having to be the working folder.
  const files = readdirSync(join(folder, name)).filter((file) => file.endsWith('.test.ts'));
  const status = await run('node', ['--test', ...files.map((file) => join(folder, name, file))], {
    environment: { NODE_OPTIONS: onSources.join(' ') },
    quiet: true,
  });
  if (status > 128) process.exit(status);
  if (status !== 0) failed += 1;
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(`${status === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
}
console.log(`${examples.length} examples: ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** @param {string} name */
function testCommand(name) {
  const manifest = join(folder, name, 'package.json');
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).scripts?.test : undefined;
}
