import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const ourPackages = [
  'core',
  'tensor',
  'abacus',
  'engine',
  'routers',
  'rubricor',
  'judge',
  'grpo',
  'bench',
].map((name) => `@roro/${name}`);

/** Package name → version of the packages that make results. */
export function packageVersions(): Record<string, string> {
  const versions: Record<string, string> = {};
  for (const name of ourPackages) {
    const manifest: unknown = JSON.parse(readFileSync(require.resolve(`${name}/package.json`), 'utf8'));
    if (typeof manifest === 'object' && manifest !== null && 'version' in manifest)
      versions[name] = String(manifest.version);
  }
  return versions;
}

/** Revision of the repository that the working folder is in; undefined outside one or without git. */
export function gitRevision(): string | undefined {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}
