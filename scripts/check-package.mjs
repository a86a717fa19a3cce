// Packs the package in the current folder as it would be published and checks the tarball: its manifest
// (publint) and its types as an ESM consumer resolves them (attw). Run by `turbo run check:package`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'roro-pack-'));
try {
  check('pnpm', ['pack', '--pack-destination', folder]);
  const [name] = readdirSync(folder);
  if (name === undefined)
    throw new Error(`Expected pnpm pack to write a tarball into ${folder}, found none.`);
  const tarball = join(folder, name);
  check('publint', ['run', tarball, '--strict']);
  check('attw', [tarball, '--profile', 'esm-only', '--no-definitely-typed', '--format', 'ascii']);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/**
 * @param {string} program
 * @param {string[]} parameters
 */
function check(program, parameters) {
  const { status, error } = spawnSync(program, parameters, { stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) {
    console.error(`${program} found the problems above in ${process.cwd()}.`);
    process.exitCode = status ?? 1;
  }
}
