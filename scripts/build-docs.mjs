// `pnpm docs:build`: installs what only the site needs, and builds it into website/dist. Needs no build of the packages.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { install, root, run } from './set-up.mjs';

await install();
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const installSite = [
  '--dir',
  'website',
  'install',
  '--frozen-lockfile',
  '--prefer-offline',
  '--loglevel=error',
];
const status = await run('npx', ['--yes', '--prefer-offline', packageManager, ...installSite], {
  environment: { CI: 'true' },
});
process.exit(status === 0 ? await run('node', ['website/build.mjs']) : status);
