// Raises the versions that the changesets ask for, and the ranges of the example router package, which is no member of the
// workspace. Run by .github/workflows/release.yml; by hand, it leaves everything uncommitted.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishedPackages } from './packages-alone/published-packages.mjs';
import { root, run } from './set-up.mjs';

const status = await run('changeset', ['version']);
if (status !== 0) process.exit(status);
const versions = new Map(publishedPackages(root).map(({ name, manifest }) => [name, manifest.version]));
const path = join(root, 'examples', 'router-package', 'package.json');
const manifest = JSON.parse(readFileSync(path, 'utf8'));
for (const ranges of [manifest.peerDependencies, manifest.devDependencies]) {
  for (const name of Object.keys(ranges)) {
    if (versions.has(name)) ranges[name] = `^${versions.get(name)}`;
  }
}
writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
