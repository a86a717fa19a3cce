import { join } from 'node:path';
import { defineConfig } from 'tsup';
import { packageEntries } from './package-manifest.ts';

/**
 * The one tsup configuration: ESM and declarations for every entry that the package's `package.json` exports.
 *
 * @param directory absolute path of the package
 */
export function packageBuild(directory: string): ReturnType<typeof defineConfig> {
  return defineConfig({
    entry: packageEntries(directory),
    format: 'esm',
    target: 'node22',
    platform: 'node',
    dts: true,
    sourcemap: true,
    clean: true,
    tsconfig: join(directory, '../../tsconfig.build.json'),
  });
}
