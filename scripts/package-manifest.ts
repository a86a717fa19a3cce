import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type ExportTarget = string | { '@roro/source': string; default: string };

interface PackageManifest {
  exports: Record<string, ExportTarget>;
  bin?: Record<string, string>;
}

/**
 * The built files of a package and the sources they come from, as its `package.json` declares them in
 * `exports` (`@roro/source` beside `default`). What its `bin` names is no built file, so that an install finds it, and
 * imports `dist/bin.js`, from `src/bin.ts`.
 *
 * @param directory absolute path of the package
 * @returns name of the built file without extension (`index`, `test`) → source path relative to `directory`
 */
export function packageEntries(directory: string): Record<string, string> {
  const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as PackageManifest;
  const entries: Record<string, string> = {};
  for (const target of Object.values(manifest.exports)) {
    if (typeof target !== 'string') entries[builtName(target.default)] = target['@roro/source'];
  }
  if (manifest.bin !== undefined) entries.bin = './src/bin.ts';
  return entries;
}

function builtName(built: string): string {
  const match = /^\.\/dist\/(.+)\.js$/.exec(built);
  if (!match?.[1])
    throw new Error(
      `Expected a built file of the form ./dist/<name>.js, got ${built}: correct it in package.json.`,
    );
  return match[1];
}
